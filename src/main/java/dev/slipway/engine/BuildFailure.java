package dev.slipway.engine;

import dev.slipway.step.Classifier;
import dev.slipway.step.Evidence;
import dev.slipway.step.Failure;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says why a build failed, to somebody who will not read its whole log. */
final class BuildFailure {
  private static final int LONGEST_INSTRUCTION = 160;
  private static final int MOST_LINES = 20;
  private static final int LAST_LINES = 5;

  /** How apt, R, compilers and our own install script start or mark what went wrong. */
  private static final Pattern MATTERS =
      Pattern.compile(
          "^slipway: |\\bERROR\\b|\\bError in\\b|\\bError:|\\bError \\(|^E: |\\bfatal error:"
              + "|: error:|there is no package called|had non-zero exit status|is not available"
              + "|cannot open URL|unable to access index|Killed signal|No space left");

  private BuildFailure() {}

  /** The failure of a build whose output reports an error. */
  static Failure of(BuildOutput output) {
    String error = output.error().orElseThrow();
    List<String> said = Stream.concat(output.tail().stream(), Stream.of(error)).toList();
    OptionalInt exit = output.exitCode();
    Failure failure =
        Classifier.classify(
            "BUILD_FAILED", message(output, error), new Evidence(said, OptionalInt.empty(), exit));
    return failure.withLines(lines(failure.lines(), output.tail(), error));
  }

  /**
   * The failure of a build that ended well, though R could not install a package in it. Whatever
   * the cause, it is not tried again: the engine keeps what the instruction left, and the next
   * attempt would take that from its cache without a word.
   */
  static Failure ofInstallation(BuildOutput output) {
    List<String> said = output.failedInstallation();
    String warning = said.get(said.size() - 1);
    Failure failure =
        Classifier.classify(
            "BUILD_FAILED",
            "the build went on without an R package that could not be installed",
            new Evidence(List.of(warning), OptionalInt.empty(), OptionalInt.of(0)));
    return failure.withLines(lines(failure.lines(), said, warning));
  }

  private static String message(BuildOutput output, String error) {
    return output
        .failedInstruction()
        .map(BuildFailure::shortened)
        .map(
            instruction ->
                output.exitCode().isPresent()
                    ? instruction + " failed with exit code " + output.exitCode().getAsInt()
                    : instruction + " failed: " + error)
        .orElse("the build failed: " + error);
  }

  private static String shortened(String instruction) {
    String line = instruction.replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_INSTRUCTION
        ? line
        : line.substring(0, LONGEST_INSTRUCTION) + "…";
  }

  /** What decided, what looks like an error, the end of the log, and what the engine said. */
  private static List<String> lines(List<String> decided, List<String> tail, String error) {
    Set<String> lines = new LinkedHashSet<>();
    int end = tail.size() - LAST_LINES;
    for (int i = 0; i < tail.size(); i++) {
      String line = tail.get(i);
      if (i >= end || decided.contains(line) || MATTERS.matcher(line).find()) {
        lines.add(line);
      }
    }
    lines.add(error);
    return lines.stream().skip(Math.max(0, lines.size() - MOST_LINES)).toList();
  }
}
