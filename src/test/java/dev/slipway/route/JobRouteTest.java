package dev.slipway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cluster.WriteClusterJson;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.engine.Image;
import dev.slipway.engine.Leftovers;
import dev.slipway.engine.Pushed;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.job.Folders;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JobWatcher;
import dev.slipway.job.Jobs;
import dev.slipway.job.Pipelines;
import dev.slipway.outbox.Outbox;
import dev.slipway.packages.Locks;
import dev.slipway.settings.Settings;
import dev.slipway.smoke.Verdict;
import dev.slipway.step.Failure;
import dev.slipway.step.Json;
import dev.slipway.step.Kind;
import dev.slipway.step.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job route and the step routes as they ship, with scripted steps in place of the real ones.
 */
class JobRouteTest extends CamelTestSupport {
  private static final List<String> STEPS =
      List.of(
          "resolve-packages",
          "render-dockerfile",
          "docker-build",
          "smoke-test",
          "push",
          "write-cluster-json");
  private static final Failure PASSING = new Failure(Kind.PASSING, "CUT", "cut", "");
  private static final Failure LASTING = new Failure(Kind.LASTING, "NO", "never", "");

  /** Static, because the context is made before JUnit fills an instance's fields. */
  @TempDir static Path root;

  private final List<String> ran = new ArrayList<>();
  private final Deque<Failure> pushFailures = new ArrayDeque<>();
  private Settings settings;
  private Folders folders;
  private Jobs jobs;

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

    template.requestBody("seda:jobs?waitForTaskToComplete=Always", folder);

    assertThat(ran).isEqualTo(STEPS.subList(2, 6));
  }

  @Test
  void aJobWhoseStepsAreAllDoneOnlyEnds() throws Exception {
    JobFolder folder = take(spec("build-only"));
    var job = jobs.open(folder);
    for (String step : STEPS.subList(0, 4)) {
      job.done(job.begin(step), record(step));
    }

    template.requestBody("seda:jobs?waitForTaskToComplete=Always", folder);

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

    assertThat(result.at("/failure/code").asText()).isEqualTo("JOB_UNREADABLE");
    assertThat(new ResultSchema().problems(result)).isEmpty();
    assertThat(list(settings.work())).isEmpty();
    assertThat(list(settings.deadLetter())).hasSize(2);
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
    job.begin("push");
    pushFailures.add(PASSING);

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

  @Override
  protected CamelContext createCamelContext() throws Exception {
    Path folder = Files.createTempDirectory(root, "job-route");
    settings = new Settings(folder, Map.of());
    folders = Folders.open(settings, true);
    Pipelines pipelines = Pipelines.read(pipelineFiles(folder), steps());
    JobWatcher watcher = JobWatcher.NONE;
    jobs = new Jobs(settings, pipelines, watcher, InstantSource.system());

    CamelContext context = super.createCamelContext();
    context.getPropertiesComponent().addInitialProperty("slipway.workers", "1");
    context.getPropertiesComponent().addInitialProperty("slipway.work", settings.work().toString());
    Parts.bind(context, settings);
    Leftovers leftovers = context.getRegistry().findSingleByType(Leftovers.class);
    Outbox outbox = new Outbox(settings, watcher, InstantSource.system());
    context.getRegistry().bind("job-life", new JobLife(jobs, outbox, leftovers));
    for (String file : List.of("job", "steps")) {
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(
              ResourceHelper.resolveMandatoryResource(
                  context, "file:routes/" + file + ".camel.yaml"));
    }
    return context;
  }

  /** Once the context runs: the beans of the route file are made when it starts. */
  @BeforeEach
  void replaceSteps() {
    for (String step : STEPS) {
      context.getRegistry().unbind(step);
      context.getRegistry().bind(step, scripted(step));
    }
  }

  @Override
  protected void cleanupResources() throws IOException {
    folders.close();
  }

  /** The shipped pipelines with no time between attempts. */
  private static Path pipelineFiles(Path folder) throws IOException {
    Path pipelines = Files.createDirectory(folder.resolve("pipelines"));
    for (String name : List.of("standard", "build-only")) {
      String steps =
          STEPS.subList(0, name.equals("standard") ? 6 : 4).stream()
              .map(step -> "  - " + step + "\n")
              .collect(Collectors.joining());
      Files.writeString(
          pipelines.resolve(name + ".yaml"),
          "steps:\n" + steps + "retry: {attempts: 3, delay: 1ms, multiplier: 1, maximum: 1ms}\n");
    }
    return pipelines;
  }

  private Map<String, Step> steps() {
    return STEPS.stream().collect(Collectors.toMap(step -> step, this::scripted));
  }

  private static String spec(String pipeline) {
    return """
        version: 1
        name: demo
        image: demo/x:1
        r: "4.2.2"
        pipeline: %s
        """
        .formatted(pipeline);
  }

  private JobFolder take(String spec) throws IOException {
    return jobs.take(Files.writeString(settings.inbox().resolve("demo.yaml"), spec));
  }

  private JsonNode run(String spec) throws IOException {
    return send(take(spec));
  }

  private JsonNode send(JobFolder folder) throws IOException {
    template.requestBody("seda:jobs?waitForTaskToComplete=Always", folder);
    return Json.mapper()
        .readTree(settings.outbox().resolve(folder.id()).resolve(Outbox.RESULT).toFile());
  }

  private List<String> outboxFiles() throws IOException {
    return list(settings.outbox().resolve(list(settings.outbox()).get(0)));
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  /** A step that writes down that it ran and leaves the record that the real one would. */
  private Step scripted(String name) {
    return input -> {
      ran.add(name);
      Failure failure = name.equals("push") ? pushFailures.poll() : null;
      if (failure != null) {
        throw failure.thrown();
      }
      return name.equals("write-cluster-json") ? new WriteClusterJson().run(input) : record(name);
    };
  }

  private static Record record(String step) {
    ImageReference image = ImageReference.parse("demo/x:1");
    return switch (step) {
      case "resolve-packages" -> Locks.plain();
      case "render-dockerfile" -> new Dockerfile(List.of(Locks.plain().base().get().image()));
      case "docker-build" -> new Image(image, "sha256:0", 1);
      case "smoke-test" -> new Verdict("4.2.2", Map.of("base", "4.2.2"), List.of());
      default -> new Pushed(image, new Digest("sha256:" + "0".repeat(64)));
    };
  }
}
