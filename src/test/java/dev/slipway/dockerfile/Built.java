package dev.slipway.dockerfile;

import dev.slipway.sandbox.Docker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A build by hand, as the Dockerfile's header says, with the docker command alone. */
record Built(String tag, int exitCode, String log) implements AutoCloseable {
  static Built in(Path folder) throws IOException, InterruptedException {
    String tag = "slipway-it/" + UUID.randomUUID() + ":1";
    Docker.Output output =
        Docker.call(
            "build", "--network", "host", "--progress", "plain", "--tag", tag, folder + "/context");
    return new Built(tag, output.exitCode(), output.text());
  }

  /** What a command prints in a container of the image, both streams. */
  String run(String... command) throws IOException, InterruptedException {
    return runWith(List.of("--network", "none"), command);
  }

  /** The same with options of docker run. */
  String runWith(List<String> options, String... command) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("run", "--rm"));
    arguments.addAll(options);
    arguments.add(tag);
    arguments.addAll(List.of(command));
    return Docker.call(arguments.toArray(String[]::new)).text();
  }

  String inspect(String format) throws IOException, InterruptedException {
    return Docker.call("image", "inspect", "--format", format, tag).text().strip();
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
        Docker.call("image", "rm", tag);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
