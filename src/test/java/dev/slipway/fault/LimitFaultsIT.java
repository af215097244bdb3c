package dev.slipway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.sandbox.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Steps that would never end, and jobs that are cancelled. */
@ExtendWith(FaultTable.class)
class LimitFaultsIT {
  private static final String TO_BUILD = "resolve-packages, render-dockerfile, ";

  @TempDir static Path folder;

  private static Images images;
  private static Place place;
  private static Front repository;
  private static Front registry;
  private static Slipway slipway;

  @BeforeAll
  static void start() throws Exception {
    images = new Images();
    place = new Place(folder);
    Path home = FaultHome.in(folder.resolve("home"));
    FaultHome.add(home, "deadline", "[" + TO_BUILD + "docker-build: {deadline: 3s}]");
    FaultHome.add(home, "stall", "[" + TO_BUILD + "docker-build: {stall: 3s}]");
    FaultHome.add(home, "silent-push", "[" + TO_BUILD + "docker-build, push: {stall: 3s}]");
    FaultHome.add(home, "slow-resolve", "[resolve-packages: {deadline: 3s}]");
    repository = new Front(5080, (exchange, earlier) -> byteByByte(exchange));
    registry = new Front(5000, (exchange, earlier) -> silent());
    slipway =
        Slipway.start(
            place,
            Map.of(
                "slipway.workers",
                "6",
                "slipway.cran",
                "http://" + repository.host() + "/cran/__linux__/{os}/{snapshot}"));
  }

  @AfterAll
  static void stop() throws Exception {
    slipway.close();
    repository.close();
    registry.close();
    images.remove();
    assertThat(place.leftovers()).isEmpty();
  }

  @Test
  @Fault(
      value = "a build that never ends, deadline: 3s",
      expected = "failed STEP_DEADLINE; nothing of it runs on")
  void aBuildThatNeverEndsReachesItsDeadline(Seen seen) throws Exception {
    place.drop("deadline.yaml", endless("deadline", "7301"));

    JsonNode result = seen.note(place.result("deadline.yaml"));

    assertThat(result.at("/failure/code").asText()).isEqualTo("STEP_DEADLINE");
    assertThat(result.at("/failure").toString()).contains("docker-build").contains("deadline");
    stopped("7301", seen);
  }

  @Test
  @Fault(
      value = "a build that says nothing, stall: 3s",
      expected = "failed STEP_STALLED; nothing of it runs on")
  void aBuildThatSaysNothingStalls(Seen seen) throws Exception {
    place.drop("stall.yaml", endless("stall", "7302"));

    JsonNode result = seen.note(place.result("stall.yaml"));

    assertThat(result.at("/failure/code").asText()).isEqualTo("STEP_STALLED");
    assertThat(result.at("/failure").toString()).contains("docker-build").contains("stall");
    stopped("7302", seen);
  }

  @Test
  @Fault(value = "a build that talks for 6 s, stall: 3s", expected = "succeeds: it does not stall")
  void aBuildThatTalksDoesNotStall(Seen seen) throws Exception {
    place.drop(
        "talks.yaml",
        Cheap.own(
            "talks",
            "127.0.0.1:5000/" + images.name("talks") + ":1",
            "stall",
            "FROM " + Cheap.PLAIN,
            "RUN for i in 1 2 3 4 5 6; do echo $i; sleep 1; done #" + System.nanoTime()));

    assertThat(seen.note(place.result("talks.yaml")).get("status").asText()).isEqualTo("succeeded");
  }

  @Test
  @Fault(
      value = "registry: takes connections and is silent, stall: 3s",
      expected = "failed STEP_STALLED, says that it was the push")
  void aSilentRegistryStallsThePush(Seen seen) throws Exception {
    String image = registry.host() + "/" + images.name("silent") + ":1";
    place.drop("silent", Cheap.tiny("silent", image, "silent-push", "silent"));

    JsonNode result = seen.note(place.result("silent"));

    assertThat(result.at("/failure/code").asText()).isEqualTo("STEP_STALLED");
    assertThat(result.at("/failure/step").asText()).isEqualTo("push");
  }

  @Test
  @Fault(
      value = "repository: one byte a second, deadline: 3s",
      expected = "failed STEP_DEADLINE, says that it was the resolving")
  void aRepositoryOfOneByteASecondReachesTheDeadline(Seen seen) throws Exception {
    place.drop(
        "slow.yaml",
        """
        version: 1
        name: slow
        image: it/slow:1
        r: "4.2.2"
        snapshot: 2024-06-13
        packages: {cran: [R6]}
        pipeline: slow-resolve
        """);

    JsonNode result = seen.note(place.result("slow.yaml"));

    assertThat(result.at("/failure/code").asText()).isEqualTo("STEP_DEADLINE");
    assertThat(result.at("/failure/step").asText()).isEqualTo("resolve-packages");
  }

  @Test
  @Fault(
      value = "a running build is cancelled",
      expected = "cancelled, one result; nothing of it runs on")
  void aRunningBuildIsCancelled(Seen seen) throws Exception {
    place.drop("cancel.yaml", endless("build", "7303"));
    Place.await("the build runs", () -> runs("7303"));
    Path job =
        place.jobs().stream()
            .filter(path -> path.getFileName().toString().startsWith("endless-7303"))
            .findFirst()
            .orElseThrow();
    Files.createFile(job.resolve(".cancel"));

    JsonNode result = seen.note(place.result("cancel.yaml"));

    assertThat(result.get("status").asText()).isEqualTo("cancelled");
    stopped("7303", seen);
  }

  private static String endless(String pipeline, String seconds) {
    return Cheap.own(
        "endless-" + seconds,
        "127.0.0.1:5000/" + images.name(pipeline) + ":1",
        pipeline,
        "FROM " + Cheap.PLAIN,
        "RUN sleep " + seconds);
  }

  private static void stopped(String seconds, Seen seen) throws Exception {
    Place.await("the build stops", () -> !runs(seconds));
    seen.note("nothing runs on");
  }

  private static boolean runs(String seconds) throws IOException {
    return ProcessHandle.allProcesses()
        .anyMatch(
            process ->
                process.info().commandLine().orElse("").matches(".*\\bsleep " + seconds + "\\b.*"));
  }

  private static boolean byteByByte(com.sun.net.httpserver.HttpExchange exchange)
      throws IOException {
    exchange.sendResponseHeaders(200, 1000);
    for (int i = 0; i < 1000; i++) {
      exchange.getResponseBody().write('x');
      exchange.getResponseBody().flush();
      pause(1000);
    }
    return true;
  }

  private static boolean silent() throws IOException {
    pause(60_000);
    throw new IOException("the test is over");
  }

  private static void pause(long milliseconds) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IOException("the test is over", e);
    }
  }
}
