package dev.slipway.smoke;

import dev.slipway.smoke.Verdict.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of loading the packages.
 *
 * @param r the version of R
 * @param installed every installed package and its version
 * @param outcomes one for each wanted package, in the order asked for
 * @param session what {@code sessionInfo()} printed with the packages loaded
 * @param broken how R ended before the end of the script with no package to blame
 */
record Loading(
    String r,
    Map<String, String> installed,
    List<LoadOutcome> outcomes,
    Optional<String> session,
    Optional<String> broken) {

  /** The version that was loaded, else the installed one; {@code R} means R itself. */
  Optional<String> versionOf(String name) {
    if (name.equals("R")) {
      return Optional.of(r);
    }
    return outcomes.stream()
        .filter(outcome -> outcome.name().equals(name))
        .flatMap(outcome -> outcome.version().stream())
        .findFirst()
        .or(() -> Optional.ofNullable(installed.get(name)));
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    for (LoadOutcome outcome : outcomes) {
      checks.add(
          new Check(
              "library(" + outcome.name() + ")",
              outcome.version().isPresent(),
              outcome.message(),
              outcome.duration()));
    }
    if (session.isPresent() || broken.isPresent()) {
      checks.add(new Check("sessionInfo()", broken.isEmpty(), broken.orElse(""), Duration.ZERO));
    }
    return checks;
  }
}
