package dev.slipway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is away, dies, hangs, or has no room: one of the test's own. */
// The service has only to run.
@SuppressWarnings("try")
@ExtendWith(FaultTable.class)
class EngineFaultsIT {
  /** Nobody else sleeps for that long. */
  private static final String SLEEP = "sleep 3.0417";

  @TempDir static Path state;

  private static OwnEngine engine;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    engine = new OwnEngine(state.resolve("e"), state.resolve("e/data"));
    engine.start();
    engine.docker("pull", "--quiet", Cheap.PLAIN);
  }

  @AfterAll
  static void stop() throws Exception {
    engine.close();
  }

  @Test
  @Fault(
      value = "engine: no socket when a job comes, for 4 s",
      expected = "the job waits, says so, uses no attempt up, ends well")
  void absent(Seen seen) throws Exception {
    Place place = new Place(folder);
    try (OwnEngine late = new OwnEngine(state.resolve("l"), state.resolve("l/data"));
        Slipway slipway = Slipway.start(place, at(late))) {
      place.drop("absent", Cheap.tiny("absent", "it/absent:1", "build", "absent"));
      Place.await("it waits", () -> place.journals().contains("ENGINE_DOWN"));
      TimeUnit.SECONDS.sleep(4);
      long tries = place.journals().lines().filter(line -> line.contains("ENGINE_DOWN")).count();
      seen.note("asked %d times in 4 s".formatted(tries));
      assertThat(place.results()).isEmpty();
      late.start();

      assertThat(seen.note(place.result("absent")).get("status").asText()).isEqualTo("succeeded");
    }
  }

  @Test
  @Fault(
      value = "engine: killed in a build, back after 2 s",
      expected = "the build is done again, ends well")
  void killedInABuild(Seen seen) throws Exception {
    Place place = new Place(folder);
    try (Slipway slipway = Slipway.start(place, at(engine))) {
      place.drop("killed.yaml", slow("killed"));
      building(place);
      engine.kill();
      TimeUnit.SECONDS.sleep(2);
      seen.note("ended while it was away: " + place.results().size());
      engine.start();

      assertThat(seen.note(place.result("killed.yaml")).get("status").asText())
          .isEqualTo("succeeded");
    }
  }

  @Test
  @Tag("faults")
  @Fault(
      value = "engine: stopped (SIGSTOP) when a job comes, goes on after 12 s",
      expected = "the job waits, says that the engine does not answer, ends well")
  void stoppedBeforeABuild(Seen seen) throws Exception {
    Place place = new Place(folder);
    try (Slipway slipway = Slipway.start(place, at(engine))) {
      engine.signal("STOP");
      try {
        place.drop("stopped", Cheap.tiny("stopped", "it/stopped:1", "build", "stopped"));
        Place.await("it says so", () -> place.journals().contains("ENGINE_DOWN"));
        seen.note("ENGINE_DOWN is in the journal");
        assertThat(place.results()).isEmpty();
      } finally {
        engine.signal("CONT");
      }

      assertThat(seen.note(place.result("stopped")).get("status").asText()).isEqualTo("succeeded");
    }
  }

  @Test
  @Fault(value = "engine: stopped for 3 s in a build", expected = "the build goes on, ends well")
  void stoppedInABuild(Seen seen) throws Exception {
    Place place = new Place(folder);
    try (Slipway slipway = Slipway.start(place, at(engine))) {
      place.drop("paused.yaml", slow("paused"));
      building(place);
      engine.signal("STOP");
      try {
        TimeUnit.SECONDS.sleep(3);
      } finally {
        engine.signal("CONT");
      }

      assertThat(seen.note(place.result("paused.yaml")).get("status").asText())
          .isEqualTo("succeeded");
    }
  }

  @Test
  @Tag("faults")
  @Fault(
      value = "engine: its disk is full for 6 s of a build",
      expected = "DISK_FULL is said, the job waits for room, ends well")
  void itsDiskIsFull(Seen seen) throws Exception {
    Place place = new Place(folder);
    try (SmallDisk disk = new SmallDisk(state.resolve("disk"), "400m");
        OwnEngine small = new OwnEngine(state.resolve("s"), disk.path().resolve("data"))) {
      small.start();
      small.docker("pull", "--quiet", Cheap.PLAIN);
      disk.fill();
      try (Slipway slipway = Slipway.start(place, at(small))) {
        place.drop(
            "full.yaml",
            Cheap.own(
                "full",
                "it/full:1",
                "build",
                "FROM " + Cheap.PLAIN,
                "RUN dd if=/dev/zero of=/large bs=1M count=20"));
        Place.await(
            "it is said",
            () -> place.journals().contains("DISK_FULL") || !place.results().isEmpty());
        seen.note("DISK_FULL in the journal: " + place.journals().contains("DISK_FULL"));
        TimeUnit.SECONDS.sleep(6);
        seen.note("ended while it was full: " + place.results().size());
        disk.empty();

        assertThat(seen.note(place.result("full.yaml")).get("status").asText())
            .isEqualTo("succeeded");
      }
    }
  }

  private static void building(Place place) throws Exception {
    Place.await(
        "the build runs",
        () ->
            ProcessHandle.allProcesses()
                .anyMatch(p -> p.info().commandLine().orElse("").contains(SLEEP)));
    assertThat(place.results()).isEmpty();
  }

  private static String slow(String name) {
    return Cheap.own(
        name,
        "it/" + name + ":1",
        "build",
        "FROM " + Cheap.PLAIN,
        "RUN %s #%d".formatted(SLEEP, System.nanoTime()));
  }

  private static Map<String, String> at(OwnEngine engine) {
    return Map.of("slipway.docker.host", engine.host());
  }
}
