package dev.slipway.packages;

import java.util.Optional;

/**
 * An R package that the image must hold, by the name that {@code library()} takes.
 *
 * @param version the version asked for; empty means what the repository has
 * @param source where it comes from
 * @param commit the full commit of a GitHub package, 40 hexadecimal digits
 */
public record WantedPackage(
    String name, Optional<String> version, Source source, Optional<String> commit) {

  /** Where a package comes from. */
  public enum Source {
    CRAN,
    BIOCONDUCTOR,
    GITHUB
  }
}
