package dev.slipway.dockerfile;

import dev.slipway.packages.AptNames;
import dev.slipway.packages.RNames;
import java.util.regex.Pattern;

/**
 * The last look at names before they are rendered: the spec's reader has checked them, and a
 * Dockerfile must not depend on that.
 */
final class SpecNames {
  private static final Pattern ENVIRONMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private SpecNames() {}

  static String system(String name) {
    return require(AptNames.isName(name), "name of an apt package", name);
  }

  static String environment(String name) {
    return require(ENVIRONMENT.matcher(name).matches(), "name of an environment variable", name);
  }

  static String rPackage(String name) {
    return require(RNames.isPackage(name), "name of an R package", name);
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
