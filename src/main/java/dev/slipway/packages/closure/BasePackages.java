package dev.slipway.packages.closure;

import java.util.Set;

/** R itself and the packages that are part of it, with its version. */
public final class BasePackages {
  private static final Set<String> NAMES =
      Set.of(
          "R",
          "base",
          "compiler",
          "datasets",
          "grDevices",
          "graphics",
          "grid",
          "methods",
          "parallel",
          "splines",
          "stats",
          "stats4",
          "tcltk",
          "tools",
          "utils");

  private BasePackages() {}

  /** Whether it comes with R and is never installed. */
  public static boolean contains(String name) {
    return NAMES.contains(name);
  }
}
