package dev.slipway.smoke;

import dev.slipway.packages.Base;
import dev.slipway.packages.Lock;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.VersionComparison;
import dev.slipway.spec.Spec;
import dev.slipway.spec.Spec.RPackageTest;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All that must hold in the image, read whole before the first container starts.
 *
 * @param packages to load, each once: those that the spec names
 * @param lock everything that the image was made of
 */
record Expectations(
    List<String> packages,
    LockCheck lock,
    List<VersionCheck> versions,
    List<CommandCheck> commands) {
  /**
   * @throws StepFailed when a version or a regular expression of the spec is not one
   */
  static Expectations of(Spec spec, Lock lock) throws StepFailed {
    try {
      return new Expectations(
          packages(spec, lock),
          new LockCheck(lock.packages()),
          versions(spec, lock),
          spec.tests().commandTests().stream().map(CommandCheck::of).toList());
    } catch (IllegalArgumentException e) {
      throw new StepFailed(
          new Failure(
              Kind.LASTING,
              "SMOKE_TEST_INVALID",
              "the tests cannot be read: " + e.getMessage(),
              "Correct it under `tests` (a package's version: under `packages`)."),
          e);
    }
  }

  private static List<String> packages(Spec spec, Lock lock) {
    Set<String> names = new LinkedHashSet<>();
    lock.packages().stream()
        .filter(LockedPackage::requested)
        .forEach(locked -> names.add(locked.name()));
    spec.tests().rPackages().forEach(test -> names.add(test.name()));
    return List.copyOf(names);
  }

  private static List<VersionCheck> versions(Spec spec, Lock lock) {
    List<VersionCheck> checks = new ArrayList<>();
    lock.base()
        .map(Base::r)
        .ifPresent(r -> checks.add(new VersionCheck("R", VersionComparison.exactly(r))));
    for (RPackageTest test : spec.tests().rPackages()) {
      test.version()
          .map(VersionComparison::parse)
          .ifPresent(comparison -> checks.add(new VersionCheck(test.name(), comparison)));
    }
    return checks.stream().distinct().toList();
  }
}
