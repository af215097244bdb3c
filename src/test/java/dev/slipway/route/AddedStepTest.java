package dev.slipway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.job.JobWatcher;
import dev.slipway.job.PipelinesInvalid;
import dev.slipway.settings.Settings;
import dev.slipway.step.OptionType;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step and a pipeline are added with a class and two files; nothing that exists is changed. */
class AddedStepTest {
  @TempDir Path home;

  /** Leaves a file in the job's folder. */
  public static final class Greet implements Step {
    /** What it leaves. */
    public record Greeting(String text) {}

    @Override
    public Record run(StepInput input) throws StepFailed {
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

  @BeforeEach
  void addRoute() throws IOException {
    for (String folder : List.of("routes", "pipelines")) {
      Files.createDirectory(home.resolve(folder));
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path file : files.toList()) {
          Files.copy(file, home.resolve(file));
        }
      }
    }
    Files.writeString(
        home.resolve("routes/greet.camel.yaml"),
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
            .formatted(Greet.class.getName()));
  }

  @Test
  void anAddedStepRunsInAnAddedPipeline() throws Exception {
    pipeline("steps:\n  - greet: {times: 3}\n");
    Settings settings = new Settings(home, Map.of());
    Path spec =
        Files.writeString(
            home.resolve("demo.yaml"),
            "name: demo\nimage: demo/x:1\nr: \"4.2.2\"\npipeline: greeting\n");

    try (SlipwayCamel camel = start(settings)) {
      camel.submit(spec).get(30, TimeUnit.SECONDS);
    }

    try (Stream<Path> jobs = Files.list(settings.outbox())) {
      assertThat(jobs.map(job -> job.resolve("greeting.txt")).toList())
          .singleElement()
          .satisfies(file -> assertThat(file).hasContent("hello 3"));
    }
  }

  @Test
  void aStepWithoutARouteIsAnErrorAtStart() throws Exception {
    Files.delete(home.resolve("routes/greet.camel.yaml"));
    pipeline("steps:\n  - greet\n");

    assertThatThrownBy(() -> start(new Settings(home, Map.of())))
        .isInstanceOf(PipelinesInvalid.class)
        .hasMessageContaining("greeting.yaml:2:5 steps[0]: \"greet\" is no step");
  }

  private void pipeline(String yaml) throws IOException {
    Files.writeString(home.resolve("pipelines/greeting.yaml"), yaml);
  }

  private SlipwayCamel start(Settings settings) throws IOException, PipelinesInvalid {
    return SlipwayCamel.start(home, settings, JobWatcher.NONE, SlipwayCamel.Mode.ONE_SHOT);
  }
}
