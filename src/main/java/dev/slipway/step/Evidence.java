package dev.slipway.step;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a failure left behind, for {@link Classifier}.
 *
 * @param lines what was said: the error's message, the end of its log; oldest first
 * @param httpStatus the status of the answer that was an error
 * @param exitCode the exit code of the command that failed
 */
public record Evidence(List<String> lines, OptionalInt httpStatus, OptionalInt exitCode) {
  public Evidence {
    lines = List.copyOf(lines);
  }

  /** Words alone. */
  public static Evidence of(String... lines) {
    return new Evidence(List.of(lines), OptionalInt.empty(), OptionalInt.empty());
  }

  /** The same with the status of an HTTP answer; 0 means that there was none. */
  public Evidence withHttpStatus(int status) {
    return new Evidence(
        lines, status == 0 ? OptionalInt.empty() : OptionalInt.of(status), exitCode);
  }
}
