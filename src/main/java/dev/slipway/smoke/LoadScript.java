package dev.slipway.smoke;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that runs {@code load-packages.R} in a container.
 *
 * <p>Script and package names are plain arguments: nothing is mounted or copied (the engine may be
 * remote and the root is read-only), and nothing is pasted into code. R takes at most 10,000 bytes
 * of {@code -e}, so that one only evaluates the first argument, which has no such limit.
 */
final class LoadScript {
  /**
   * As doAzureParallel wraps its tasks ({@code linuxWrapCommands} in its {@code
   * commandLineUtilities.R}), plus: descriptor 3 is the container's standard output, for records
   * alone, and what packages print to theirs goes to standard error.
   */
  private static final String SHELL = "set -e; set -o pipefail; exec 3>&1 >&2; \"$@\"; wait";

  private static final String EVALUATE =
      "eval(parse(text=commandArgs(TRUE)[1L]),new.env(parent=baseenv()))";

  private static final String SCRIPT = resource("load-packages.R");

  private LoadScript() {}

  /**
   * @param marker begins every record
   */
  static List<String> command(String marker, List<String> packages) {
    List<String> command = new ArrayList<>(List.of("/bin/bash", "-c", SHELL, "bash"));
    command.addAll(
        List.of("Rscript", "--no-save", "--no-environ", "--no-restore", "--no-site-file"));
    command.addAll(List.of("-e", EVALUATE, SCRIPT, marker));
    command.addAll(packages);
    return command;
  }

  private static String resource(String name) {
    try (InputStream in = LoadScript.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
