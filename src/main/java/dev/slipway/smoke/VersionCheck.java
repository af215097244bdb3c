package dev.slipway.smoke;

import dev.slipway.packages.RVersion;
import dev.slipway.packages.VersionComparison;
import dev.slipway.smoke.Verdict.Check;
import java.time.Duration;
import java.util.Optional;

/**
 * A package must be there, in that version.
 *
 * @param name the package; {@code R} means R itself
 */
record VersionCheck(String name, VersionComparison comparison) {
  Check check(Loading loading) {
    Optional<String> version = loading.versionOf(name);
    String message =
        version.isEmpty() ? name + " is not installed" : problem(version.get()).orElse("");
    return new Check(name + " " + comparison, message.isEmpty(), message, Duration.ZERO);
  }

  private Optional<String> problem(String version) {
    try {
      return comparison.holdsFor(RVersion.parse(version))
          ? Optional.empty()
          : Optional.of("the image has " + name + " " + version);
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }
}
