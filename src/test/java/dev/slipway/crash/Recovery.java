package dev.slipway.crash;

import dev.slipway.job.JobWatcher;
import dev.slipway.route.SlipwayCamel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The next start of a service that was killed, and what is wrong when it has done its work. */
final class Recovery {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private Recovery() {}

  /** Starts the service again, waits until nothing is left to do, stops it and asks the oracle. */
  static List<String> violations(Place place, Oracle oracle) throws Exception {
    SlipwayCamel service =
        SlipwayCamel.start(
            Path.of(""), place.settings(), JobWatcher.NONE, SlipwayCamel.Mode.SERVICE);
    try (service) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline
          && (place.ended() < oracle.expected() || !place.isIdle())) {
        Thread.sleep(10);
      }
    }
    return oracle.violations();
  }
}
