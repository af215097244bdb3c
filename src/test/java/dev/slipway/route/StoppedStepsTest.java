package dev.slipway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.job.JobFolder;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepInput;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Steps that reach a limit, jobs that are cancelled, and jobs that kill the process. */
class StoppedStepsTest extends JobRoutes {
  private final CountDownLatch begun = new CountDownLatch(1);

  @Test
  void aStepThatIsOverItsDeadlineIsStoppedAndTheFailureNamesTheLimit() throws Exception {
    scripts.put("docker-build", this::forever);

    JsonNode result = run(spec("limits"));

    assertThat(result.at("/status").asText()).isEqualTo("failed");
    assertThat(result.at("/failure/code").asText()).isEqualTo("STEP_DEADLINE");
    assertThat(result.at("/failure/message").asText())
        .isEqualTo("docker-build was stopped after 0.2s, its deadline");
    assertThat(result.at("/failure/hint").asText()).contains("pipelines/limits.yaml");
    assertThat(result.at("/failure/step").asText()).isEqualTo("docker-build");
  }

  @Test
  void aStepWithoutASignOfLifeIsStoppedAndTriedOnceMore() throws Exception {
    scripts.put("smoke-test", this::forever);

    JsonNode result = run(spec("limits"));

    assertThat(result.at("/failure/code").asText()).isEqualTo("STEP_STALLED");
    assertThat(result.at("/failure/message").asText())
        .isEqualTo("smoke-test was stopped after 0.2s without a sign of life, its stall");
    assertThat(ran.stream().filter("smoke-test"::equals)).hasSize(2);
  }

  @Test
  void aStepThatShowsSignsOfLifeIsNotStalled() throws Exception {
    scripts.put(
        "smoke-test",
        input -> {
          for (int i = 0; i < 20; i++) {
            input.progress("still here");
            Thread.sleep(50);
          }
          return record("smoke-test");
        });

    assertThat(run(spec("limits")).at("/status").asText()).isEqualTo("succeeded");
  }

  @Test
  void aRunningJobThatIsCancelledEndsAndIsNoDeadLetter() throws Exception {
    scripts.put("docker-build", this::forever);
    JobFolder folder = take(spec("standard"));
    CompletableFuture<?> end = start(folder);
    begun.await();

    Files.createFile(folder.path().resolve(JobFolder.CANCEL));
    end.join();

    assertThat(result(folder).at("/status").asText()).isEqualTo("cancelled");
    assertThat(result(folder).has("failure")).isFalse();
    assertThat(new ResultSchema().problems(result(folder))).isEmpty();
    assertThat(list(settings.deadLetter())).isEmpty();
    assertThat(list(settings.work())).isEmpty();
  }

  @Test
  void aJobThatWaitsForItsNextAttemptIsCancelledAtOnce() throws Exception {
    pushFailures.add(
        new Failure(Kind.PASSING, "CUT", "cut", "").withRetryAfter(Duration.ofHours(1)));
    JobFolder folder = take(spec("standard"));
    CompletableFuture<?> end = start(folder);
    awaitParked();

    Files.createFile(folder.path().resolve(JobFolder.CANCEL));
    end.join();

    assertThat(result(folder).at("/status").asText()).isEqualTo("cancelled");
  }

  @Test
  void aStepInWhichTheProcessDiedThreeTimesIsNotTriedAgain() throws Exception {
    JobFolder folder = take(spec("standard"));
    var job = jobs.open(folder);
    for (int i = 0; i < 3; i++) {
      job.begin("resolve-packages");
    }

    JsonNode result = send(folder);

    assertThat(ran).isEmpty();
    assertThat(result.at("/failure/code").asText()).isEqualTo("KILLED_THE_PROCESS");
    assertThat(result.at("/failure/step").asText()).isEqualTo("resolve-packages");
    assertThat(list(settings.deadLetter())).hasSize(2);
  }

  @Test
  void thatAStepsResultIsGoneDoesNotHideADeath() throws Exception {
    JobFolder folder = take(spec("standard"));
    var job = jobs.open(folder);
    for (int i = 0; i < 3; i++) {
      job.begin("resolve-packages");
      job.lost("resolve-packages");
    }

    assertThat(send(folder).at("/failure/code").asText()).isEqualTo("KILLED_THE_PROCESS");
  }

  @Test
  void attemptsThatAStopCutDoNotCountAsDeaths() throws Exception {
    JobFolder folder = take(spec("standard"));
    var job = jobs.open(folder);
    for (int i = 0; i < 5; i++) {
      job.stopped(job.begin("resolve-packages"));
    }

    assertThat(send(folder).at("/status").asText()).isEqualTo("succeeded");
  }

  private Record forever(StepInput input) throws InterruptedException {
    begun.countDown();
    TimeUnit.HOURS.sleep(1);
    throw new AssertionError("nobody stopped it");
  }

  private void awaitParked() throws InterruptedException {
    while (!inFlight().waitsFor(InFlight.Until.DUE)) {
      Thread.onSpinWait();
    }
  }
}
