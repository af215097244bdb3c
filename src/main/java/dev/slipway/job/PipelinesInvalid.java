package dev.slipway.job;

import java.util.List;

/** The pipeline files cannot be used. The message has every problem of every file, one a line. */
public final class PipelinesInvalid extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  PipelinesInvalid(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each problem as {@code CODE file:line:column field: message; hint}. */
  public List<String> problems() {
    return problems;
  }
}
