package dev.slipway.job;

import dev.slipway.spec.SpecInvalid;
import dev.slipway.spec.document.Position;
import dev.slipway.spec.document.Printable;
import dev.slipway.spec.document.Problem;
import java.util.List;

/** What is wrong with a folder or an archive as a whole, in the form of a spec's problem. */
final class Refusals {
  private static final int LONGEST_ENTRY = 300;

  private Refusals() {}

  /**
   * @param source what the user dropped
   * @param entry the file in it that is wrong; empty for the whole
   */
  static SpecInvalid of(
      String source, Problem.Code code, String entry, String message, String hint) {
    Problem problem =
        new Problem(
            code,
            Position.START.line(),
            Position.START.column(),
            Printable.text(entry, LONGEST_ENTRY),
            message,
            hint);
    return new SpecInvalid(source, List.of(problem));
  }
}
