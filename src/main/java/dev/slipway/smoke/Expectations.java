package dev.slipway.smoke;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.packages.VersionComparison;
import dev.slipway.packages.WantedPackage;
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
 * @param packages to load, each once, in the order of the spec
 */
record Expectations(
    List<String> packages, List<VersionCheck> versions, List<CommandCheck> commands) {
  /**
   * @throws StepFailed when a version or a regular expression of the spec is not one
   */
  static Expectations of(Spec spec, Dockerfile dockerfile) throws StepFailed {
    try {
      return new Expectations(
          packages(spec, dockerfile),
          versions(spec, dockerfile),
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

  private static List<String> packages(Spec spec, Dockerfile dockerfile) {
    Set<String> names = new LinkedHashSet<>();
    dockerfile.packages().forEach(wanted -> names.add(wanted.name()));
    spec.tests().rPackages().forEach(test -> names.add(test.name()));
    return List.copyOf(names);
  }

  private static List<VersionCheck> versions(Spec spec, Dockerfile dockerfile) {
    List<VersionCheck> checks = new ArrayList<>();
    spec.r().ifPresent(r -> checks.add(new VersionCheck("R", VersionComparison.exactly(r))));
    for (WantedPackage wanted : dockerfile.packages()) {
      wanted
          .version()
          .map(VersionComparison::exactly)
          .ifPresent(comparison -> checks.add(new VersionCheck(wanted.name(), comparison)));
    }
    for (RPackageTest test : spec.tests().rPackages()) {
      test.version()
          .map(VersionComparison::parse)
          .ifPresent(comparison -> checks.add(new VersionCheck(test.name(), comparison)));
    }
    return checks.stream().distinct().toList();
  }
}
