package dev.slipway.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code docker} command, for what a user would do by hand. */
public final class Docker {
  /** The distribution's own first: a newer client without its buildx plugin cannot build. */
  private static final String COMMAND =
      Files.isExecutable(Path.of("/usr/bin/docker")) ? "/usr/bin/docker" : "docker";

  private Docker() {}

  /**
   * How a command ended.
   *
   * @param text both streams
   */
  public record Output(int exitCode, String text) {}

  /** Runs a command to its end, whatever that is. */
  public static Output call(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(COMMAND));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("DOCKER_BUILDKIT", "1");
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Output(process.waitFor(), text);
  }

  /** What a command prints that must succeed. */
  public static String run(String... arguments) throws IOException, InterruptedException {
    Output output = call(arguments);
    if (output.exitCode() != 0) {
      throw new AssertionError(String.join(" ", arguments) + " failed: " + output.text());
    }
    return output.text();
  }
}
