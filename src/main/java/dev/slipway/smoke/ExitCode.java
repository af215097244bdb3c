package dev.slipway.smoke;

import java.util.Locale;

/** What an exit code means, as Bash sets it. */
final class ExitCode {
  private static final int SIGNAL = 128;

  private ExitCode() {}

  /** A predicate: {@code ended with exit code 1}, {@code crashed: segmentation fault (…)}. */
  static String text(int code) {
    if (code == SIGNAL - 1) {
      return "was not found (exit code 127)";
    }
    if (code <= SIGNAL) {
      return "ended with exit code " + code;
    }
    String signal =
        switch (code - SIGNAL) {
          case 4 -> "illegal instruction";
          case 6 -> "aborted";
          case 7 -> "bus error";
          case 8 -> "arithmetic exception";
          case 11 -> "segmentation fault";
          default -> "ended by a signal";
        };
    return String.format(
        Locale.ROOT, "crashed: %s (signal %d, exit code %d)", signal, code - SIGNAL, code);
  }
}
