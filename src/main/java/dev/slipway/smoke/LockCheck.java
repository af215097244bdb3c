package dev.slipway.smoke;

import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.RVersion;
import dev.slipway.smoke.Verdict.Check;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The image has every package of its lock, in the locked version. */
record LockCheck(List<LockedPackage> locked) {
  LockCheck {
    locked = List.copyOf(locked);
  }

  Check check(Map<String, String> installed) {
    String message =
        locked.stream()
            .flatMap(one -> problem(one, installed.get(one.name())).stream())
            .collect(Collectors.joining("\n"));
    return new Check("lock.json", message.isEmpty(), message, Duration.ZERO);
  }

  private static Optional<String> problem(LockedPackage one, String version) {
    if (version == null) {
      return Optional.of("%s %s is not installed".formatted(one.name(), one.version()));
    }
    return RVersion.parse(version).equals(RVersion.parse(one.version()))
        ? Optional.empty()
        : Optional.of(
            "%s %s is locked, the image has %s".formatted(one.name(), one.version(), version));
  }
}
