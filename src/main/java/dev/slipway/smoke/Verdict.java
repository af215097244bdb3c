package dev.slipway.smoke;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the checks found in an image. A job goes on only when all of them hold; otherwise the
 * verdict goes with the failure, of kind {@code TEST}, into the result.
 *
 * @param r the version of R in the image
 * @param packages every installed package and its version, sorted by name
 * @param checks every check, in the order in which they ran
 */
public record Verdict(String r, Map<String, String> packages, List<Check> checks) {
  public Verdict {
    packages = Collections.unmodifiableMap(new TreeMap<>(packages));
    checks = List.copyOf(checks);
  }

  /**
   * One check.
   *
   * @param name {@code library(httr)}, or the name that the spec gives it
   * @param message why it does not hold; empty when it does
   */
  public record Check(String name, boolean passed, String message, Duration duration) {}
}
