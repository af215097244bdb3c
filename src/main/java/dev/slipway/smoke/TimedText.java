package dev.slipway.smoke;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A text that a regular expression can be looked for in with an end: one that backtracks without
 * end reads characters all the while, and Java's matcher itself knows neither time nor interrupts.
 */
final class TimedText implements CharSequence {
  /** Characters between two looks at the clock, which costs more than a character. */
  private static final int STRIDE = 1024;

  private final String text;
  private final long end;
  private int read;

  private TimedText(String text, Duration atMost) {
    this.text = text;
    this.end = System.nanoTime() + atMost.toNanos();
  }

  /**
   * Whether the expression is found anywhere in the text.
   *
   * @throws TimeoutException when that is not known in time
   * @throws InterruptedException when the thread is interrupted while it looks
   */
  static boolean finds(Pattern pattern, String text, Duration atMost)
      throws TimeoutException, InterruptedException {
    try {
      return pattern.matcher(new TimedText(text, atMost)).find();
    } catch (Stopped e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new TimeoutException();
    }
  }

  @Override
  public char charAt(int index) {
    read++;
    if (read % STRIDE == 0
        && (Thread.currentThread().isInterrupted() || System.nanoTime() - end > 0)) {
      throw new Stopped();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int stop) {
    return text.subSequence(start, stop);
  }

  @Override
  public String toString() {
    return text;
  }

  /** Leaves the matcher, which lets no checked exception out. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
