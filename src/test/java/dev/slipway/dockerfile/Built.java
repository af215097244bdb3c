package dev.slipway.dockerfile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A build by hand, as the Dockerfile's header says, with the docker command alone. */
record Built(String tag, int exitCode, String log) implements AutoCloseable {
  // The distribution's command comes with its engine; one found earlier on the PATH may lack the
  // part that speaks BuildKit.
  private static final String DOCKER =
      Files.isExecutable(Path.of("/usr/bin/docker")) ? "/usr/bin/docker" : "docker";

  static Built in(Path folder) throws IOException, InterruptedException {
    String tag = "slipway-it/" + UUID.randomUUID() + ":1";
    Output output =
        docker(
            "build", "--network", "host", "--progress", "plain", "--tag", tag, folder + "/context");
    return new Built(tag, output.exitCode, output.text);
  }

  /** What a command prints in a container of the image, both streams. */
  String run(String... command) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("run", "--rm", "--network", "none", tag));
    arguments.addAll(List.of(command));
    return docker(arguments.toArray(String[]::new)).text;
  }

  String inspect(String format) throws IOException, InterruptedException {
    return docker("image", "inspect", "--format", format, tag).text.strip();
  }

  List<String> slipwayLines() {
    return log.lines()
        .map(line -> line.replaceFirst("^#\\d+ [\\d.]+ ", ""))
        .filter(line -> line.startsWith("slipway: "))
        .distinct()
        .toList();
  }

  @Override
  public void close() throws IOException {
    try {
      if (exitCode == 0) {
        docker("image", "rm", tag);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Output(int exitCode, String text) {}

  private static Output docker(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(DOCKER));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DOCKER_BUILDKIT", "1");
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new IOException("docker closed its output and goes on");
    }
    return new Output(process.exitValue(), text);
  }
}
