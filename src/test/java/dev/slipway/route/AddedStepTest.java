package dev.slipway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.job.JobWatcher;
import dev.slipway.job.PipelinesInvalid;
import dev.slipway.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step and a pipeline are added with a class and two files; nothing that exists is changed. */
class AddedStepTest {
  @TempDir Path home;

  private Settings settings;

  @BeforeEach
  void addStep() throws Exception {
    settings = new Settings(GreetingHome.in(home), Map.of());
  }

  @Test
  void anAddedStepRunsInAnAddedPipeline() throws Exception {
    Path spec = Files.writeString(home.resolve("demo.yaml"), GreetingHome.SPEC);

    try (SlipwayCamel camel = start()) {
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

    assertThatThrownBy(this::start)
        .isInstanceOf(PipelinesInvalid.class)
        .hasMessageContaining("greeting.yaml:2:5 steps[0]: \"greet\" is no step");
  }

  private SlipwayCamel start() throws IOException, PipelinesInvalid {
    return SlipwayCamel.start(home, settings, JobWatcher.NONE, SlipwayCamel.Mode.ONE_SHOT);
  }
}
