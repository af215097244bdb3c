package dev.slipway.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cluster.WriteClusterJson;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.engine.Image;
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
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job route and the step routes as they ship, with scripted steps in place of the real ones.
 */
abstract class JobRoutes extends CamelTestSupport {
  static final List<String> STEPS =
      List.of(
          "resolve-packages",
          "render-dockerfile",
          "docker-build",
          "smoke-test",
          "push",
          "write-cluster-json");
  static final Failure PASSING = new Failure(Kind.PASSING, "CUT", "cut", "");
  static final Failure LASTING = new Failure(Kind.LASTING, "NO", "never", "");

  /** Static, because the context is made before JUnit fills an instance's fields. */
  @TempDir static Path root;

  final List<String> ran = new CopyOnWriteArrayList<>();
  final Deque<Failure> pushFailures = new ArrayDeque<>();

  /** What a step does instead of leaving its record at once, by name. */
  final Map<String, Step> scripts = new HashMap<>();

  /** The steps that have left nothing. */
  final Set<String> gone = new HashSet<>();

  Settings settings;
  private Folders folders;
  Jobs jobs;

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
    SlipwayCamel.bind(
        context,
        jobs,
        new Outbox(settings, watcher, InstantSource.system()),
        SlipwayCamel.Mode.ONE_SHOT);
    for (String file : List.of("job", "steps", "work")) {
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
      String retry = "retry: {attempts: 3, delay: 1ms, multiplier: 1, maximum: 1ms}\n";
      String steps =
          STEPS.subList(0, name.equals("standard") ? 6 : 4).stream()
              .map(step -> "  - " + step + "\n")
              .collect(Collectors.joining());
      Files.writeString(pipelines.resolve(name + ".yaml"), "steps:\n" + steps + retry);
    }
    Files.writeString(
        pipelines.resolve("limits.yaml"),
        """
        steps:
          - resolve-packages
          - render-dockerfile
          - docker-build: {deadline: 200ms}
          - smoke-test: {stall: 200ms}
        retry: {attempts: 3, delay: 1ms, multiplier: 1, maximum: 1ms}
        """);
    return pipelines;
  }

  private Map<String, Step> steps() {
    return STEPS.stream().collect(Collectors.toMap(step -> step, this::scripted));
  }

  static String spec(String pipeline) {
    return """
        version: 1
        name: demo
        image: demo/x:1
        r: "4.2.2"
        pipeline: %s
        """
        .formatted(pipeline);
  }

  JobFolder take(String spec) throws IOException {
    return jobs.take(Files.writeString(settings.inbox().resolve("demo.yaml"), spec));
  }

  JsonNode run(String spec) throws IOException {
    return send(take(spec));
  }

  JsonNode send(JobFolder folder) throws IOException {
    start(folder).join();
    return result(folder);
  }

  CompletableFuture<?> start(JobFolder folder) {
    CompletableFuture<?> end = inFlight().awaitEnd(folder);
    template.sendBody("seda:jobs?waitForTaskToComplete=Never", folder);
    return end;
  }

  JsonNode result(JobFolder folder) throws IOException {
    return Json.mapper()
        .readTree(settings.outbox().resolve(folder.id()).resolve(Outbox.RESULT).toFile());
  }

  InFlight inFlight() {
    return context.getRegistry().findSingleByType(InFlight.class);
  }

  List<String> outboxFiles() throws IOException {
    return list(settings.outbox().resolve(list(settings.outbox()).get(0)));
  }

  static List<String> list(Path folder) throws IOException {
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
    return new Step() {
      @Override
      public Record run(StepInput input) throws StepFailed, InterruptedException {
        ran.add(name);
        Failure failure = name.equals("push") ? pushFailures.poll() : null;
        if (failure != null) {
          throw failure.thrown();
        }
        if (scripts.containsKey(name)) {
          return scripts.get(name).run(input);
        }
        return name.equals("write-cluster-json") ? new WriteClusterJson().run(input) : record(name);
      }

      @Override
      public boolean isThere(Record left) {
        return !gone.remove(name);
      }
    };
  }

  static Record record(String step) {
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
