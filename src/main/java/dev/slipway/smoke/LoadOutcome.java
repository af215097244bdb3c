package dev.slipway.smoke;

import java.time.Duration;
import java.util.Optional;

/**
 * How {@code library()} of one package went.
 *
 * @param version what was loaded; empty when it was not
 * @param message why it was not; empty when it was
 */
record LoadOutcome(String name, Optional<String> version, String message, Duration duration) {
  static LoadOutcome loaded(String name, String version, Duration duration) {
    return new LoadOutcome(name, Optional.of(version), "", duration);
  }

  static LoadOutcome failed(String name, String message, Duration duration) {
    return new LoadOutcome(name, Optional.empty(), message, duration);
  }
}
