package dev.slipway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.sandbox.Images;
import dev.slipway.sandbox.SandboxRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The service's process is killed, told to end, or runs out of memory; the next start goes on. */
// The service of the next start has only to run.
@SuppressWarnings("try")
@ExtendWith(FaultTable.class)
class ProcessFaultsIT {
  private static final String DROPPED = "job.yaml";

  @TempDir Path folder;

  private Images images;
  private Place place;

  @BeforeEach
  void makePlace() {
    images = new Images();
    place = new Place(folder);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    images.remove();
    assertThat(place.leftovers()).isEmpty();
    assertThat(place.results()).extracting(result -> result.get("spec")).doesNotHaveDuplicates();
  }

  @Test
  @Fault(value = "kill -9 as a build begins", expected = "the next start builds and pushes it")
  void killedAsABuildBegins(Seen seen) throws Exception {
    killedAt("docker-build attempt", seen);
  }

  @Test
  @Tag("faults")
  @Fault(value = "kill -9 as a build has ended", expected = "the next start pushes it")
  void killedAsABuildHasEnded(Seen seen) throws Exception {
    killedAt("docker-build done", seen);
  }

  @Test
  @Fault(
      value = "kill -9 as a push begins",
      expected = "the next start pushes the same; the registry's digest is the result's")
  void killedAsAPushBegins(Seen seen) throws Exception {
    killedAt("push attempt", seen);
  }

  @Test
  @Tag("faults")
  @Fault(
      value = "kill -9 as a push has ended",
      expected = "ended by the next start; the registry's digest is the result's")
  void killedAsAPushHasEnded(Seen seen) throws Exception {
    killedAt("push done", seen);
  }

  @Test
  @Fault(
      value = "SIGTERM in a build",
      expected = "the build ends, no step begins; the next start goes on after it")
  void aBuildIsDrained(Seen seen) throws Exception {
    try (Child child = Child.of(place).run()) {
      place.drop(DROPPED, spec("deliver", 4));
      child.awaitOutput("docker-build attempt 1");
      child.terminate();
      child.exitCode();

      seen.note("docker-build done: " + child.output().contains("docker-build done"));
      seen.note("push begun: " + child.output().contains("push attempt"));
      assertThat(child.output()).contains("docker-build done").doesNotContain("push attempt");
    }
    JsonNode result = resumed(seen);

    assertThat(result.get("status").asText()).isEqualTo("succeeded");
    assertThat(attempts(result, "docker-build")).isEqualTo(1);
  }

  @Test
  @Tag("faults")
  @Fault(
      value = "SIGTERM in a build with slipway.drain=1s, three times",
      expected = "cut each time and resumed; no attempt is used up, so it ends well")
  void aBuildIsCutAndResumed(Seen seen) throws Exception {
    place.drop(DROPPED, spec("deliver", 8));
    for (int i = 1; i <= 3; i++) {
      try (Child child = Child.of(place).set("slipway.drain", "1s").run()) {
        child.awaitOutput("docker-build attempt");
        child.terminate();
        child.exitCode();
        boolean cut = !child.output().contains("docker-build done");
        seen.note(i + (cut ? ": cut" : ": the build went to its end"));
        assertThat(cut).isTrue();
      }
    }
    seen.note(
        "in the journal: "
            + place.journals().lines().filter(line -> line.contains("attempt-stopped")).count()
            + " attempts stopped");

    assertThat(resumed(seen).get("status").asText()).isEqualTo("succeeded");
  }

  @Test
  @Fault(value = "kill -9 while a build is drained", expected = "the next start builds it")
  void killedWhileDraining(Seen seen) throws Exception {
    try (Child child = Child.of(place).run()) {
      place.drop(DROPPED, spec("deliver", 3));
      child.awaitOutput("docker-build attempt 1");
      child.terminate();
      child.awaitOutput("stopping");
      child.kill();
    }

    assertThat(resumed(seen).get("status").asText()).isEqualTo("succeeded");
  }

  @Test
  @Tag("faults")
  @Fault(
      value = "a job that kills the process three times",
      expected = "a dead letter, KILLED_THE_PROCESS; the next jobs go on")
  void aJobThatKillsTheProcessIsADeadLetter(Seen seen) throws Exception {
    place.drop(DROPPED, spec("deliver", 6));
    for (int i = 0; i < 3; i++) {
      try (Child child = Child.of(place).run()) {
        child.awaitOutput("docker-build attempt");
        child.kill();
      }
    }
    place.drop("next.yaml", Cheap.rendered("next"));
    try (Slipway slipway = Slipway.start(place, Map.of("slipway.workers", "2"))) {
      JsonNode result = seen.note(place.result(DROPPED));
      seen.note("the next job: " + place.result("next.yaml").get("status").asText());

      assertThat(result.at("/failure/code").asText()).isEqualTo("KILLED_THE_PROCESS");
      assertThat(Place.visible(place.deadLetter())).isNotEmpty();
    }
  }

  @Test
  @Tag("faults")
  @Fault(
      value = "the heap is exhausted (-Xmx64m, 16 specs of 230 KB at once)",
      expected = "it ends by itself or goes on; after a restart each has one result")
  void theHeapIsExhausted(Seen seen) throws Exception {
    String large =
        IntStream.range(0, 30_000).mapToObj(i -> "p" + i).collect(Collectors.joining(", "));
    for (int i = 0; i < 16; i++) {
      place.drop("large" + i + ".yaml", Cheap.rendered("large" + i) + "system: [" + large + "]\n");
    }
    try (Child child = Child.of(place).java("-Xmx64m").set("slipway.workers", "16").start()) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (child.isAlive() && place.results().size() < 16 && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
      seen.note("out of memory: " + child.output().contains("OutOfMemoryError"));
      seen.note("%d of 16 ended".formatted(place.results().size()));
      seen.note(child.isAlive() ? "it goes on" : "it has ended by itself");
      if (child.isAlive()) {
        place.drop("after.yaml", Cheap.rendered("after"));
        place.result("after.yaml");
      }
      child.kill();
    }
    try (Slipway slipway = Slipway.start(place, Map.of())) {
      for (int i = 0; i < 16; i++) {
        assertThat(place.results("large" + i + ".yaml", 1)).hasSize(1);
      }
      seen.note("after a restart: %d results".formatted(place.results().size()));
    }
  }

  private void killedAt(String said, Seen seen) throws Exception {
    try (Child child = Child.of(place).run()) {
      place.drop(DROPPED, spec("deliver", 1));
      child.awaitOutput(said);
      child.kill();
    }
    JsonNode result = resumed(seen);

    String held = SandboxRegistry.PUBLIC.digest(images.name("job"), "1").orElse("none");
    seen.note(held.equals(result.path("digest").asText()) ? "same digest" : "holds " + held);
    assertThat(result.get("status").asText()).isEqualTo("succeeded");
    assertThat(result.get("digest").asText()).isEqualTo(held);
  }

  private JsonNode resumed(Seen seen) throws Exception {
    try (Slipway slipway = Slipway.start(place, Map.of())) {
      return seen.note(place.result(DROPPED));
    }
  }

  private String spec(String pipeline, int seconds) {
    return Cheap.own(
        "job",
        "127.0.0.1:5000/" + images.name("job") + ":1",
        pipeline,
        "FROM " + Cheap.PLAIN,
        "RUN sleep " + seconds + " #" + System.nanoTime());
  }

  private static int attempts(JsonNode result, String name) {
    for (JsonNode step : result.get("steps")) {
      if (step.get("step").asText().equals(name)) {
        return step.get("attempts").asInt();
      }
    }
    return 0;
  }
}
