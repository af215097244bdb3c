package dev.slipway.dockerfile;

import dev.slipway.packages.RNames;
import dev.slipway.spec.Spec;
import java.util.regex.Pattern;

/**
 * The last look at names before they are rendered: the spec's reader has checked them, and a
 * Dockerfile must not depend on that.
 */
final class SpecNames {
  // apt takes a name with "-" at its end as one to remove.
  private static final Pattern SYSTEM = Pattern.compile("[a-z0-9][a-z0-9+.-]*[a-z0-9+]");
  private static final Pattern ENVIRONMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private SpecNames() {}

  static String system(String name) {
    return require(SYSTEM.matcher(name).matches(), "name of an apt package", name);
  }

  static String environment(String name) {
    return require(ENVIRONMENT.matcher(name).matches(), "name of an environment variable", name);
  }

  /**
   * @throws IllegalArgumentException when a name or version of a package is not one
   */
  static void requireAll(Spec.Packages packages) {
    for (Spec.CranPackage cran : packages.cran()) {
      requirePackage(cran.name());
      cran.version().ifPresent(v -> require(RNames.isVersion(v), "R package version", v));
    }
    packages.bioconductor().forEach(SpecNames::requirePackage);
  }

  private static void requirePackage(String name) {
    require(RNames.isPackage(name), "name of an R package", name);
  }

  private static String require(boolean holds, String what, String name) {
    if (!holds) {
      throw new IllegalArgumentException("what is no " + what + ": " + shown(name));
    }
    return name;
  }

  private static String shown(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }
}
