package dev.slipway.step;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the install script of our Dockerfiles ({@code install.R}) says when it gives up: {@code
 * slipway: CODE what: why}, a line each. What passes comes before what lasts.
 */
enum InstallProblem {
  REPOSITORY_UNREACHABLE(
      Kind.PASSING, "Check that the engine's containers reach the package repository."),
  BASE_MISMATCH(
      Kind.LASTING,
      "The lock was made for another base image: leave the lock out, so that it is made anew."),
  PACKAGE_MISSING(
      Kind.LASTING, "Resolve the packages anew, without the lock, or ask for another version."),
  PACKAGE_CHANGED(
      Kind.LASTING,
      "Ask the repository's operator why the archive was replaced, or resolve the packages anew."),
  PACKAGE_VERSION(
      Kind.LASTING, "The repository's index names another version than its archive holds."),
  SYSTEM_LIBRARY_MISSING(Kind.LASTING, "Add the apt package under `system`."),
  PACKAGE_FAILED(
      Kind.LASTING,
      "The build log has the compiler's output; a missing header or library names the apt package to add"
          + " under `system`.");

  private static final Pattern LINE = Pattern.compile("^slipway: ([A-Z][A-Z0-9_]+) (\\S.*)$");

  private final Kind kind;
  private final String hint;

  InstallProblem(Kind kind, String hint) {
    this.kind = kind;
    this.hint = hint;
  }

  /** The failure that the script's lines mean; empty when the log has none of them. */
  static Optional<Failure> in(List<String> log) {
    List<Matcher> said =
        log.stream().map(line -> LINE.matcher(line.strip())).filter(Matcher::matches).toList();
    return Arrays.stream(values())
        .filter(problem -> said.stream().anyMatch(problem::isSaidBy))
        .findFirst()
        .map(problem -> problem.failure(said));
  }

  private Failure failure(List<Matcher> said) {
    String message =
        said.stream()
            .filter(this::isSaidBy)
            .map(line -> line.group(2))
            .distinct()
            .collect(Collectors.joining("; "));
    List<String> lines = said.stream().map(Matcher::group).distinct().toList();
    return exhausted(message).orElse(new Failure(kind, name(), message, hint)).withLines(lines);
  }

  /** A compiler that was killed is no package that cannot be compiled. */
  private static Optional<Failure> exhausted(String message) {
    return List.of(Symptom.DISK_FULL, Symptom.OUT_OF_MEMORY).stream()
        .filter(symptom -> symptom.shows(message))
        .findFirst()
        .map(symptom -> symptom.failure(message));
  }

  private boolean isSaidBy(Matcher line) {
    return line.group(1).equals(name());
  }
}
