package dev.slipway.route;

import dev.slipway.step.OptionType;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** The shipped routes and pipelines, and beside them a step and a pipeline that need no engine. */
final class GreetingHome {
  /** A spec that runs that pipeline alone. */
  static final String SPEC = "name: demo\nimage: demo/x:1\nr: \"4.2.2\"\npipeline: greeting\n";

  private static final String ROUTE =
      """
      - beans:
          - name: greet
            type: %s
      - route:
          id: greet
          routeConfigurationId: step
          from:
            uri: direct:greet
            steps:
              - bean: {ref: steps, method: run}
              - bean: {ref: steps, method: done}
      """
          .formatted(Greet.class.getName());

  private GreetingHome() {}

  /** Leaves a file in the job's folder; waits while a test holds it back. */
  public static final class Greet implements Step {
    static final Semaphore ALLOWED = new Semaphore(Integer.MAX_VALUE);

    /** What it leaves. */
    public record Greeting(String text) {}

    @Override
    public Record run(StepInput input) throws StepFailed, InterruptedException {
      ALLOWED.acquire();
      ALLOWED.release();
      String text = "hello " + input.options().count("times", 1);
      try {
        Files.writeString(input.folder().resolve("greeting.txt"), text);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return new Greeting(text);
    }

    @Override
    public Map<String, OptionType> options() {
      return Map.of("times", OptionType.COUNT);
    }
  }

  /** Copies what ships, and adds the route and the pipeline. */
  static Path in(Path home) throws IOException {
    for (String folder : List.of("routes", "pipelines")) {
      Files.createDirectory(home.resolve(folder));
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path file : files.toList()) {
          Files.copy(file, home.resolve(file));
        }
      }
    }
    Files.writeString(home.resolve("routes/greet.camel.yaml"), ROUTE);
    Files.writeString(home.resolve("pipelines/greeting.yaml"), "steps:\n  - greet: {times: 3}\n");
    return home;
  }
}
