package dev.slipway.step;

import java.util.List;

/**
 * Why a step could not do its work, for the person who reads the result.
 *
 * @param kind what may be done about it without a person
 * @param code upper case and stable, {@code BUILD_FAILED}; scripts may compare it
 * @param message what happened and to what, one sentence
 * @param hint what to do about it, one sentence; empty when there is nothing to add
 * @param lines the lines of the log that matter, oldest first; may be empty
 */
public record Failure(Kind kind, String code, String message, String hint, List<String> lines) {
  public Failure {
    lines = List.copyOf(lines);
  }

  public Failure(Kind kind, String code, String message, String hint) {
    this(kind, code, message, hint, List.of());
  }

  /** The same failure with those lines of the log. */
  public Failure withLines(List<String> logLines) {
    return new Failure(kind, code, message, hint, logLines);
  }

  /** The failure as the exception that carries it. */
  public StepFailed thrown() {
    return new StepFailed(this);
  }
}
