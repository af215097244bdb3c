package dev.slipway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.sandbox.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a spec that misbehave in their containers, and engines that go while a test runs. */
// The service of the next start has only to run.
@SuppressWarnings("try")
@ExtendWith(FaultTable.class)
class ContainerFaultsIT {
  private static final String BASE = "127.0.0.1:5000/sandbox/r-ver:4.2.2";
  private static final Map<String, String> COMMANDS =
      Map.of(
          "endless", "[sleep, '7401']",
          "forks", "[sh, -c, 'i=0; while :; do sleep 7402 & i=$((i+1)); done']",
          "floods", "['yes', 'a line of the flood']",
          "deaf", "[sh, -c, 'trap \"\" TERM INT HUP; while :; do sleep 1; done']",
          "eats", "[tail, /dev/zero]");

  @TempDir static Path folder;
  @TempDir static Path others;

  private static Images images;
  private static Place place;
  private static Slipway slipway;

  /** All at once, for each takes as long as its limit. */
  @BeforeAll
  static void start() throws Exception {
    images = new Images();
    place = new Place(folder);
    slipway = Slipway.start(place, Map.of("slipway.workers", "5"));
    for (String name : COMMANDS.keySet()) {
      place.drop(name + ".yaml", spec(name, COMMANDS.get(name)));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    slipway.close();
    for (String name : List.of("dead", "cut")) {
      for (String container : containers(new Place(others.resolve(name)))) {
        Shell.run("docker", "rm", "--force", container);
      }
    }
    images.remove();
    assertThat(place.leftovers()).isEmpty();
  }

  @Test
  @Fault(value = "a test that never ends", expected = "failed, names the time limit; removed")
  void aTestThatNeverEnds(Seen seen) throws Exception {
    failed("endless", "time limit", seen);
  }

  @Test
  @Fault(value = "a test that forks without end", expected = "failed; the machine lives; removed")
  void aTestThatForksWithoutEnd(Seen seen) throws Exception {
    failed("forks", "", seen);

    long left =
        ProcessHandle.allProcesses()
            .filter(p -> p.info().commandLine().orElse("").contains("sleep 7402"))
            .count();
    seen.note(left + " processes left");
    assertThat(left).isZero();
  }

  @Test
  @Fault(
      value = "a test that floods its output",
      expected = "failed; neither the log nor the outbox grows without end")
  void aTestThatFloodsItsOutput(Seen seen) throws Exception {
    JsonNode result = failed("floods", "", seen);

    long bytes;
    try (var files = Files.walk(place.outbox(result))) {
      bytes = files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
    seen.note(bytes / 1024 + " KiB in the outbox");
    assertThat(bytes).isLessThan(20L << 20);
  }

  @Test
  @Fault(value = "a test that ignores TERM", expected = "failed, names the time limit; removed")
  void aTestThatIgnoresTerm(Seen seen) throws Exception {
    failed("deaf", "time limit", seen);
  }

  @Test
  @Fault(value = "a test that eats memory", expected = "failed, says that memory ran out; removed")
  void aTestThatEatsMemory(Seen seen) throws Exception {
    failed("eats", "memory", seen);
  }

  @Test
  @Fault(
      value = "kill -9 while a test runs in its container",
      expected = "the next start removes the dead worker's container")
  void theContainerOfADeadWorkerIsRemoved(Seen seen) throws Exception {
    Place other = new Place(others.resolve("dead"));
    String container;
    try (Child child = Child.of(other).run()) {
      other.drop("dead.yaml", spec("dead", "[sleep, '7403']"));
      Place.await("the test runs", () -> runs("sleep 7403"));
      container = containers(other).get(0);
      child.kill();
    }
    seen.note("left behind: " + containers(other).size());
    try (Slipway next = Slipway.start(other, Map.of())) {
      Place.await("it is removed", () -> !exists(container));
      seen.note("removed after the next start");
      failedWith(seen.note(other.result("dead.yaml")), "time limit");
    }
    assertThat(containers(other)).isEmpty();
  }

  @Test
  @Fault(
      value = "engine: its connections break off in a test, back after 2 s",
      expected = "the test is done again, ends well; no container is left")
  void theEngineGoesWhileATestRuns(Seen seen) throws Exception {
    Place other = new Place(others.resolve("cut"));
    try (EngineDoor door = new EngineDoor(Files.createTempDirectory("d").resolve("s"));
        Slipway service =
            Slipway.start(other, Map.of("slipway.docker.host", "unix://" + door.path()))) {
      other.drop("cut.yaml", spec("cut", "[sleep, '4.0471']"));
      Place.await("the test runs", () -> runs("sleep 4.0471"));
      door.shut();
      Thread.sleep(2000);
      seen.note("ended while it was away: " + other.results().size());
      door.open();

      assertThat(seen.note(other.result("cut.yaml")).get("status").asText()).isEqualTo("succeeded");
    }
    assertThat(containers(other)).isEmpty();
    assertThat(other.leftovers()).isEmpty();
  }

  private static String spec(String name, String words) {
    return Cheap.own(
            name,
            "127.0.0.1:5000/" + images.name(name) + ":1",
            "smoke",
            "FROM " + BASE,
            "LABEL a=b")
        + "tests:\n  commandTests:\n    - {name: attack, command: env, args: "
        + words
        + "}\n";
  }

  private static JsonNode failed(String name, String says, Seen seen) throws Exception {
    JsonNode result = seen.note(place.result(name + ".yaml"));
    seen.note(result.at("/failure/lines/0").asText());
    failedWith(result, says);
    String job = result.get("job").asText();
    assertThat(Shell.run("docker", "ps", "-aq", "--filter", "label=dev.slipway.job=" + job))
        .isEmpty();
    return result;
  }

  private static void failedWith(JsonNode result, String says) {
    assertThat(result.get("status").asText()).isEqualTo("failed");
    assertThat(result.at("/failure/step").asText()).isEqualTo("smoke-test");
    assertThat(result.at("/failure").toString()).contains(says);
    JsonNode steps = result.get("steps");
    assertThat(steps.get(steps.size() - 1).get("status").asText()).isEqualTo("failed");
  }

  /** The containers of the jobs that are in those folders. */
  private static List<String> containers(Place place) throws Exception {
    String all =
        Shell.run(
            "docker",
            "ps",
            "-a",
            "--format",
            "{{.ID}} {{.Label \"dev.slipway.job\"}}",
            "--filter",
            "label=dev.slipway.job");
    List<String> jobs =
        java.util.stream.Stream.of(place.work(), place.outbox())
            .map(Path::toFile)
            .flatMap(f -> java.util.Arrays.stream(f.list()))
            .toList();
    return all.lines()
        .map(line -> line.split(" "))
        .filter(words -> jobs.contains(words[1]))
        .map(words -> words[0])
        .toList();
  }

  private static boolean exists(String container) throws IOException {
    try {
      return !Shell.run("docker", "ps", "-aq", "--filter", "id=" + container).isEmpty();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static boolean runs(String command) {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().commandLine().orElse("").contains(command));
  }
}
