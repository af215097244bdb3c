package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.sandbox.CommandLine;
import dev.slipway.sandbox.Images;
import dev.slipway.sandbox.SandboxRegistry;
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

/** The commands as processes, on the sandbox. */
class CommandsIT {
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
  void buildRunsASpecAndExitsWithZero() throws Exception {
    spec("demo.yaml", images.name("build"));

    try (CommandLine slipway = slipway(Map.of(), "build", "--sandbox", "demo.yaml")) {
      assertThat(slipway.exitCode()).as(slipway.output()).isZero();
      assertThat(slipway.output()).contains("docker-build").contains("succeeded");
    }
    assertThat(folder.resolve("demo.yaml")).exists();
    assertThat(outbox()).hasSize(1);
  }

  @Test
  void aWrongPasswordIsFinalAndSaysWhatToDo() throws Exception {
    spec("demo.yaml", SandboxRegistry.PRIVATE.host() + "/" + images.name("login"));

    try (CommandLine slipway = slipway(login("wr0ng"), "build", "--sandbox", "demo.yaml")) {
      assertThat(slipway.exitCode()).isEqualTo(1);
      assertThat(slipway.output())
          .contains("REGISTRY_LOGIN")
          .contains(SandboxRegistry.PRIVATE.host())
          .doesNotContain("wr0ng")
          .doesNotContain(SandboxRegistry.basic("wr0ng"));
    }
  }

  @Test
  void theRightPasswordPushes() throws Exception {
    String password = SandboxRegistry.password();
    spec("demo.yaml", SandboxRegistry.PRIVATE.host() + "/" + images.name("login"));

    try (CommandLine slipway = slipway(login(password), "build", "--sandbox", "demo.yaml")) {
      assertThat(slipway.exitCode()).as(slipway.output()).isZero();
      assertThat(slipway.output()).doesNotContain(password);
    }
    assertThat(SandboxRegistry.PRIVATE.digest(images.name("login"), "1.0")).isPresent();
  }

  @Test
  void withoutAnEngineBuildSaysSo() throws Exception {
    spec("demo.yaml", images.name("none"));

    try (CommandLine slipway =
        slipway(
            Map.of("DOCKER_HOST", "unix:///nonexistent/docker.sock"),
            "build",
            "--sandbox",
            "demo.yaml")) {
      assertThat(slipway.exitCode()).isEqualTo(1);
      assertThat(slipway.output()).contains("ENGINE_DOWN").contains("/nonexistent/docker.sock");
    }
  }

  @Test
  void anInvalidSpecIsRefusedBeforeAnythingRuns() throws Exception {
    spec("good.yaml", images.name("good"));
    Files.writeString(folder.resolve("bad.yaml"), "version: 1\nname: bad\nimage: x:1\nr: 4.2\n");

    try (CommandLine slipway = slipway(Map.of(), "build", "--sandbox", "good.yaml", "bad.yaml")) {
      assertThat(slipway.exitCode()).isEqualTo(2);
      assertThat(slipway.output()).contains("TYPE bad.yaml:4:4 ");
    }
    assertThat(folder.resolve("outbox")).doesNotExist();
  }

  @Test
  void theServiceLetsARunningStepEndOnTermAndTheNextStartGoesOnAfterIt() throws Exception {
    try (CommandLine slipway = slipway(Map.of(), "run", "--sandbox")) {
      slipway.awaitOutput("watching");
      slowSpec("inbox/.demo.yaml", images.name("drained"));
      Files.move(folder.resolve("inbox/.demo.yaml"), folder.resolve("inbox/demo.yaml"));
      slipway.awaitOutput("docker-build attempt 1");
      slipway.terminate();
      slipway.exitCode();

      assertThat(slipway.output())
          .contains("docker-build done")
          .doesNotContain("smoke-test attempt")
          .contains("stopped");
    }
    assertThat(work()).hasSize(1);

    try (CommandLine slipway = slipway(Map.of(), "run", "--sandbox")) {
      slipway.awaitOutput("SUCCEEDED");
      assertThat(slipway.output()).doesNotContain("docker-build attempt");
    }
  }

  @Test
  void buildEndsItsJobWhenItIsStopped() throws Exception {
    slowSpec("demo.yaml", images.name("stopped"));

    try (CommandLine slipway = slipway(Map.of(), "build", "--sandbox", "demo.yaml")) {
      slipway.awaitOutput("slipwayslow");
      slipway.terminate();
      slipway.exitCode();

      assertThat(slipway.output()).contains("STOPPED").doesNotContain("docker-build done");
    }
    assertThat(work()).isEmpty();
    assertThat(outbox()).hasSize(1);
  }

  @Test
  void aJobThatWasKilledIsFinishedByTheNextStart() throws Exception {
    try (CommandLine slipway = slipway(Map.of(), "run", "--sandbox")) {
      slipway.awaitOutput("watching");
      spec("inbox/.demo.yaml", images.name("killed"));
      Files.move(folder.resolve("inbox/.demo.yaml"), folder.resolve("inbox/demo.yaml"));
      slipway.awaitOutput("docker-build attempt 1");
    }
    assertThat(work()).hasSize(1);

    try (CommandLine slipway = slipway(Map.of(), "run", "--sandbox")) {
      slipway.awaitOutput("SUCCEEDED");
      assertThat(slipway.output()).doesNotContain("render-dockerfile attempt");
    }
    assertThat(work()).isEmpty();
    assertThat(outbox()).hasSize(1);
  }

  @Test
  void renderPrintsTheDockerfile() throws Exception {
    spec("demo.yaml", images.name("render"));

    try (CommandLine slipway = slipway(Map.of(), "render", "--sandbox", "demo.yaml")) {
      assertThat(slipway.exitCode()).as(slipway.output()).isZero();
      assertThat(slipway.output()).contains("FROM 127.0.0.1:5000/sandbox/r-ver:4.2.2@sha256:");
    }
  }

  @Test
  void renderSaysThatABaseIsNotThere() throws Exception {
    spec("demo.yaml", images.name("render"));
    Path spec = folder.resolve("demo.yaml");
    Files.writeString(spec, Files.readString(spec).replace("4.2.2", "4.9.9"));

    try (CommandLine slipway = slipway(Map.of(), "render", "--sandbox", "demo.yaml")) {
      assertThat(slipway.exitCode()).isEqualTo(1);
      assertThat(slipway.output()).contains("BASE_NOT_FOUND").contains("r-ver:4.9.9");
    }
  }

  private CommandLine slipway(Map<String, String> environment, String... arguments)
      throws IOException {
    return new CommandLine(folder, environment, arguments);
  }

  /** A build of twenty seconds that no layer of an earlier run can shorten. */
  private void slowSpec(String file, String image) throws IOException {
    spec(file, image);
    Path spec = folder.resolve(file);
    Files.writeString(
        spec,
        Files.readString(spec).replace("[R6]", "[slipwayslow]")
            + "env: {RUN: \""
            + UUID.randomUUID()
            + "\"}\n");
  }

  private void spec(String file, String image) throws IOException {
    Files.writeString(
        folder.resolve(file),
        """
        version: 1
        name: demo
        image: %s:1.0
        r: "4.2.2"
        snapshot: 2024-06-13
        packages: {cran: [R6]}
        """
            .formatted(image));
  }

  private Stream<Path> outbox() throws IOException {
    return Files.list(folder.resolve("outbox"));
  }

  /** Jobs that have not ended. */
  private Stream<Path> work() throws IOException {
    return Files.list(folder.resolve("work")).filter(Files::isDirectory);
  }

  /** The environment in which Docker's configuration has that password. */
  private Map<String, String> login(String password) throws IOException {
    Path docker = Files.createDirectory(folder.resolve("docker"));
    Files.writeString(
        docker.resolve("config.json"),
        "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
            .formatted(SandboxRegistry.PRIVATE.host(), SandboxRegistry.basic(password)));
    return Map.of("DOCKER_CONFIG", docker.toString());
  }
}
