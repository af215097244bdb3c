package dev.slipway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.job.JobFolder;
import dev.slipway.job.Journals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.camel.component.seda.SedaEndpoint;
import org.junit.jupiter.api.Test;

/** How jobs run, end, and go on. */
class JobRouteTest extends JobRoutes {
  @Test
  void theStepsOfThePipelineRunInItsOrder() throws Exception {
    JsonNode result = run(spec("standard"));

    assertThat(ran).isEqualTo(STEPS);
    assertThat(result.get("status").asText()).isEqualTo("succeeded");
    assertThat(result.get("steps")).hasSize(6);
    assertThat(outboxFiles()).contains("cluster.json", "spec.yaml", "journal.jsonl");
    assertThat(list(settings.work())).isEmpty();
  }

  @Test
  void aShorterPipelineRunsItsOwnStepsOnly() throws Exception {
    run(spec("build-only"));

    assertThat(ran).isEqualTo(STEPS.subList(0, 4));
    assertThat(outboxFiles()).doesNotContain("cluster.json");
  }

  @Test
  void aFailureThatPassesIsTriedAgainAndNothingBeforeItIsDoneTwice() throws Exception {
    pushFailures.addAll(List.of(PASSING, PASSING));

    JsonNode result = run(spec("standard"));

    assertThat(ran)
        .containsExactly(
            "resolve-packages",
            "render-dockerfile",
            "docker-build",
            "smoke-test",
            "push",
            "push",
            "push",
            "write-cluster-json");
    assertThat(result.get("status").asText()).isEqualTo("succeeded");
    assertThat(result.at("/steps/4/attempts").asInt()).isEqualTo(3);
  }

  @Test
  void aFailureThatPassesIsFinalAfterThePipelinesAttempts() throws Exception {
    pushFailures.addAll(List.of(PASSING, PASSING, PASSING, PASSING));

    JsonNode result = run(spec("standard"));

    assertThat(ran.stream().filter("push"::equals)).hasSize(3);
    assertThat(result.get("status").asText()).isEqualTo("failed");
    assertThat(result.at("/failure/step").asText()).isEqualTo("push");
  }

  @Test
  void aFailureThatLastsIsNotTriedAgainAndItsSpecIsADeadLetter() throws Exception {
    pushFailures.add(LASTING);

    JsonNode result = run(spec("standard"));

    assertThat(ran).containsExactlyElementsOf(STEPS.subList(0, 5));
    assertThat(result.at("/failure/code").asText()).isEqualTo("NO");
    Path letter = settings.deadLetter().resolve(result.get("job").asText() + ".yaml");
    assertThat(letter).hasContent(spec("standard").strip());
    assertThat(letter.resolveSibling(result.get("job").asText() + ".reason.json"))
        .content()
        .contains("NO");
  }

  @Test
  void aLastingFailureAfterAPassingOneIsFinal() throws Exception {
    pushFailures.addAll(List.of(PASSING, LASTING));

    JsonNode result = run(spec("standard"));

    assertThat(ran.stream().filter("push"::equals)).hasSize(2);
    assertThat(result.at("/failure/code").asText()).isEqualTo("NO");
  }

  @Test
  void aSpecThatIsNotValidIsRejectedWithItsProblems() throws Exception {
    JsonNode result = run("version: 1\nname: demo\nimage: demo/x:1\nr: \"4.2.2\"\npakages: {}\n");

    assertThat(ran).isEmpty();
    assertThat(result.get("status").asText()).isEqualTo("rejected");
    assertThat(result.at("/failure/lines/0").asText()).startsWith("UNKNOWN demo.yaml:5:1 ");
    assertThat(list(settings.deadLetter())).hasSize(2);
  }

  @Test
  void aSpecThatNamesAnUnknownPipelineIsRejected() throws Exception {
    JsonNode result = run(spec("standrad"));

    assertThat(result.get("status").asText()).isEqualTo("rejected");
    assertThat(result.at("/failure/lines/0").asText()).startsWith("VALUE demo.yaml:5:11 ");
  }

  @Test
  void aJobThatIsOpenedAgainGoesOnWhereItWas() throws Exception {
    JobFolder folder = take(spec("standard"));
    var job = jobs.open(folder);
    for (String step : STEPS.subList(0, 2)) {
      job.done(job.begin(step), record(step));
    }

    send(folder);

    assertThat(ran).isEqualTo(STEPS.subList(2, 6));
  }

  @Test
  void aJobWhoseStepsAreAllDoneOnlyEnds() throws Exception {
    JobFolder folder = take(spec("build-only"));
    var job = jobs.open(folder);
    for (String step : STEPS.subList(0, 4)) {
      job.done(job.begin(step), record(step));
    }

    send(folder);

    assertThat(ran).isEmpty();
    assertThat(outboxFiles()).contains("result.json");
    assertThat(list(settings.work())).isEmpty();
  }

  @Test
  void aJobThatWasKilledAfterItsFinalFailureFailsWithIt() throws Exception {
    JobFolder folder = take(spec("standard"));
    var job = jobs.open(folder);
    job.failed(job.begin("resolve-packages"), LASTING, Optional.empty());

    JsonNode result = send(folder);

    assertThat(ran).isEmpty();
    assertThat(result.get("status").asText()).isEqualTo("failed");
    assertThat(result.at("/failure/code").asText()).isEqualTo("NO");
  }

  @Test
  void aJobThatCannotBeOpenedEndsToo() throws Exception {
    JobFolder folder = take(spec("standard"));
    Files.writeString(folder.path().resolve("journal.jsonl"), "garbage\n");

    JsonNode result = send(folder);

    assertThat(result.at("/failure/code").asText()).isEqualTo("JOURNAL_DAMAGED");
    assertThat(new ResultSchema().problems(result)).isEmpty();
    assertThat(list(settings.work())).isEmpty();
    assertThat(list(settings.deadLetter())).hasSize(2);
  }

  @Test
  void aJobOfAnotherVersionEndsToo() throws Exception {
    JobFolder folder = take(spec("standard"));
    Journals.write(
        folder.path(),
        """
        {"event":"step-done","at":"2026-11-22T18:22:20Z","step":"resolve-packages","took":"PT1S",\
        "type":"dev.slipway.Unheard","record":{}}
        """);

    JsonNode result = send(folder);

    assertThat(result.at("/failure/code").asText()).isEqualTo("JOB_UNREADABLE");
    assertThat(list(settings.work())).isEmpty();
  }

  @Test
  void attemptsThatWereCutShortAreCountedAndUseUpNothing() throws Exception {
    JobFolder folder = take(spec("standard"));
    var job = jobs.open(folder);
    for (String step : STEPS.subList(0, 4)) {
      job.done(job.begin(step), record(step));
    }
    job.begin("push");
    job.begin("push");
    pushFailures.addAll(List.of(PASSING, PASSING));

    JsonNode result = send(folder);

    assertThat(result.get("status").asText()).isEqualTo("succeeded");
    assertThat(result.at("/steps/4/attempts").asInt()).isEqualTo(5);
  }

  @Test
  void theQueueTakesMoreJobsThanCamelsOwnLimit() throws Exception {
    JobFolder folder = take(spec("standard"));
    context.getRouteController().suspendRoute("job");

    for (int i = 0; i < 1500; i++) {
      template.sendBody("seda:jobs?waitForTaskToComplete=Never", folder);
    }

    assertThat(context.getEndpoint("seda:jobs", SedaEndpoint.class).getQueue())
        .hasSizeGreaterThan(1000);
  }

  @Test
  void everyResultFollowsItsSchema() throws Exception {
    pushFailures.add(LASTING);
    ResultSchema schema = new ResultSchema();

    assertThat(schema.problems(run(spec("standard")))).isEmpty();
    assertThat(schema.problems(run(spec("standard")))).isEmpty();
    assertThat(schema.problems(run("nonsense"))).isEmpty();
  }
}
