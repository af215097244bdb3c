package dev.slipway.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Tells what kind of failure some evidence means: what the image's own check said first, then the
 * {@link Symptom}s in their order, then the HTTP status, then the exit code. What fits nothing is
 * {@link Kind#UNCLASSIFIED}.
 */
public final class Classifier {
  private static final int KILLED = 137;

  private Classifier() {}

  /**
   * The failure that the evidence means.
   *
   * @param otherwise the code when the evidence fits nothing, {@code BUILD_FAILED}
   * @param message what happened, for the reader; the image's own check replaces it
   * @return a failure whose lines are those of the evidence that decided
   */
  public static Failure classify(String otherwise, String message, Evidence evidence) {
    return InstallProblem.in(evidence.lines())
        .or(() -> symptom(message, evidence.lines()))
        .or(() -> status(message, evidence.httpStatus()))
        .or(() -> exit(message, evidence.exitCode()))
        .orElseGet(() -> new Failure(Kind.UNCLASSIFIED, otherwise, message, ""));
  }

  private static Optional<Failure> symptom(String message, List<String> lines) {
    for (Symptom symptom : Symptom.ALL) {
      List<String> found = new ArrayList<>();
      lines.stream().filter(symptom::shows).distinct().forEach(found::add);
      if (!found.isEmpty()) {
        return Optional.of(symptom.failure(message).withLines(found));
      }
    }
    return Optional.empty();
  }

  private static Optional<Failure> status(String message, OptionalInt status) {
    if (status.isEmpty()) {
      return Optional.empty();
    }
    int code = status.getAsInt();
    return switch (code) {
      case 401 -> Optional.of(Symptom.LOGIN.failure(message));
      case 403 -> Optional.of(Symptom.DENIED.failure(message));
      case 404 -> Optional.of(Symptom.NOT_FOUND.failure(message));
      case 429 -> Optional.of(Symptom.RATE_LIMITED.failure(message));
      default ->
          code >= 500 || code == 408
              ? Optional.of(Symptom.SERVER_ERROR.failure(message))
              : Optional.empty();
    };
  }

  private static Optional<Failure> exit(String message, OptionalInt exitCode) {
    return exitCode.isPresent() && exitCode.getAsInt() == KILLED
        ? Optional.of(Symptom.OUT_OF_MEMORY.failure(message))
        : Optional.empty();
  }
}
