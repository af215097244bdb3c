package dev.slipway.step;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Why a step could not do its work, for the person who reads the result.
 *
 * @param kind what may be done about it without a person
 * @param code upper case and stable, {@code BUILD_FAILED}; scripts may compare it
 * @param message what happened and to what, one sentence
 * @param hint what to do about it, one sentence; empty when there is nothing to add
 * @param lines the lines of the log that matter, oldest first; may be empty
 * @param retryAfter the wait that the other side asked for ({@code Retry-After}), if it did
 */
public record Failure(
    Kind kind,
    String code,
    String message,
    String hint,
    List<String> lines,
    Optional<Duration> retryAfter) {
  public Failure {
    lines = List.copyOf(lines);
  }

  public Failure(Kind kind, String code, String message, String hint, List<String> lines) {
    this(kind, code, message, hint, lines, Optional.empty());
  }

  public Failure(Kind kind, String code, String message, String hint) {
    this(kind, code, message, hint, List.of());
  }

  /** The same failure with those lines of the log. */
  public Failure withLines(List<String> logLines) {
    return new Failure(kind, code, message, hint, logLines, retryAfter);
  }

  /** The same failure with the wait that the other side asked for. */
  public Failure withRetryAfter(Duration wait) {
    return new Failure(kind, code, message, hint, lines, Optional.of(wait));
  }

  /** The failure as the exception that carries it. */
  public StepFailed thrown() {
    return new StepFailed(this);
  }
}
