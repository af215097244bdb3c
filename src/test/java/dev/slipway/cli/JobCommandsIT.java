package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.sandbox.CommandLine;
import dev.slipway.sandbox.Docker;
import dev.slipway.sandbox.Images;
import dev.slipway.sandbox.SandboxRegistry;
import dev.slipway.step.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that are listed, sent again and stopped, with the service as a process of its own. */
class JobCommandsIT {
  private static Images images;

  @TempDir Path folder;

  @BeforeAll
  static void begin() {
    images = new Images();
  }

  @AfterAll
  static void removeImages() throws Exception {
    images.remove();
  }

  @Test
  void aDeadLetterThatIsSentAgainIsPushedWithoutBeingBuiltAgain() throws Exception {
    String image = SandboxRegistry.PRIVATE.host() + "/" + images.name("again");
    String failed;
    try (CommandLine service = slipway(login("wr0ng"), "run", "--sandbox")) {
      drop(service, spec(image, "true"));
      service.awaitOutput("FAILED");
      failed = outbox();
      service.terminate();
      service.exitCode();
    }

    assertThat(call("jobs", "--sandbox")).contains(failed).contains("REGISTRY_LOGIN");
    assertThat(call("retry", "--sandbox", "--all", "--kind", "login"))
        .contains(failed + ": sent again as ");

    try (CommandLine service = slipway(login(SandboxRegistry.password()), "run", "--sandbox")) {
      service.awaitOutput("SUCCEEDED");
      assertThat(service.output())
          .contains("push attempt 1")
          .doesNotContain("docker-build attempt");
    }
    JsonNode result = result(call("jobs", "--sandbox", "--json", "--state", "succeeded"));
    assertThat(result.get("retryOf").asText()).isEqualTo(failed);
    assertThat(SandboxRegistry.PRIVATE.digest(images.name("again"), "1.0")).isPresent();
    assertThat(folder.resolve("dead-letter")).isEmptyDirectory();
  }

  @Test
  void aJobThatIsCancelledLeavesNothingOnTheEngine() throws Exception {
    String marker = UUID.randomUUID().toString();
    try (CommandLine service = slipway(Map.of(), "run", "--sandbox")) {
      drop(service, spec(images.name("cancelled"), "echo " + marker + " && sleep 300"));
      service.awaitOutput("docker-build attempt 1");
      String job = work();

      assertThat(call("cancel", "--sandbox", job)).contains(job + ": cancelled");

      assertThat(call("jobs", "--sandbox")).contains("cancelled");
      assertThat(Docker.run("images", "--format", "{{.Repository}}:{{.Tag}}")).doesNotContain(job);
    }
  }

  private CommandLine slipway(Map<String, String> environment, String... arguments)
      throws IOException {
    return new CommandLine(folder, environment, arguments);
  }

  private String call(String... arguments) throws Exception {
    try (CommandLine command = slipway(Map.of(), arguments)) {
      assertThat(command.exitCode()).as(command.output()).isZero();
      return command.output();
    }
  }

  private void drop(CommandLine service, String spec) throws Exception {
    service.awaitOutput("watching");
    Path hidden = Files.writeString(folder.resolve("inbox/.demo.yaml"), spec);
    Files.move(hidden, folder.resolve("inbox/demo.yaml"));
  }

  private static String spec(String image, String run) {
    return """
        version: 1
        name: demo
        image: %s:1.0
        dockerfile: |
          FROM 127.0.0.1:5000/sandbox/r-ver:4.2.2
          RUN %s
        """
        .formatted(image, run);
  }

  private String outbox() throws IOException {
    return only("outbox");
  }

  private String work() throws IOException {
    return only("work");
  }

  private String only(String name) throws IOException {
    try (Stream<Path> paths = Files.list(folder.resolve(name))) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(file -> !file.startsWith("."))
          .findFirst()
          .orElseThrow();
    }
  }

  private static JsonNode result(String json) throws IOException {
    return Json.mapper().readTree(json.substring(json.indexOf('['))).get(0);
  }

  /** The environment in which Docker's configuration has that password. */
  private Map<String, String> login(String password) throws IOException {
    Path docker = Files.createDirectories(folder.resolve("docker"));
    Files.writeString(
        docker.resolve("config.json"),
        "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
            .formatted(SandboxRegistry.PRIVATE.host(), SandboxRegistry.basic(password)));
    return Map.of("DOCKER_CONFIG", docker.toString());
  }
}
