package dev.slipway.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the many small steps of progress bars into a line now and then: as long as bytes move,
 * whoever watches sees that they do.
 */
final class Transfers {
  /** Often enough to tell a slow transfer from one that stands still. */
  private static final Duration BETWEEN = Duration.ofSeconds(5);

  private static final double MEGABYTE = 1_000_000;

  private final InstantSource clock;
  private final Map<String, Long> reached = new HashMap<>();
  private Instant last;

  Transfers(InstantSource clock) {
    this.clock = clock;
    this.last = clock.instant();
  }

  /**
   * Takes what a bar shows.
   *
   * @param what is transferred, {@code 3f4a: Downloading}
   * @param current bytes
   * @param total bytes; 0 when it is not known
   * @return the line to say, if it moved and the last line is long enough ago
   */
  Optional<String> moved(String what, long current, long total) {
    boolean moved = !Long.valueOf(current).equals(reached.put(what, current));
    Instant now = clock.instant();
    if (!moved || now.isBefore(last.plus(BETWEEN))) {
      return Optional.empty();
    }
    last = now;
    String of = total > 0 ? String.format(Locale.ROOT, " of %.1f", total / MEGABYTE) : "";
    return Optional.of(String.format(Locale.ROOT, "%s %.1f%s MB", what, current / MEGABYTE, of));
  }
}
