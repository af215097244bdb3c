package dev.slipway.engine;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Looks in what a build prints for R packages that could not be installed: {@code
 * install.packages()} only warns of that, and R ends with exit code 0.
 */
final class FailedInstallation {
  private static final Pattern SAID =
      Pattern.compile(
          "\\binstallation of (?:package \\S+ had non-zero exit status|one or more packages failed"
              + "|\\d+ packages failed)");

  private final Tail tail = new Tail();
  private List<String> said = List.of();

  void accept(String line) {
    tail.add(line);
    if (SAID.matcher(line).find()) {
      said = tail.lines();
    }
  }

  /** What was printed up to the last such warning; empty when there was none. */
  List<String> said() {
    return said;
  }
}
