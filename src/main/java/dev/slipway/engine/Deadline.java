package dev.slipway.engine;

import java.time.Duration;

/** A moment by which something has to be done, deaf to changes of the clock. */
record Deadline(long nanoTime) {
  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** That much time from now, unless this deadline is sooner. */
  Deadline atMost(Duration duration) {
    return new Deadline(Math.min(nanoTime, in(duration).nanoTime));
  }

  /** Nanoseconds left, negative when it is over. */
  long left() {
    return nanoTime - System.nanoTime();
  }
}
