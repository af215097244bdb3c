package dev.slipway.packages;

/** Where an R package comes from, most stable first. */
public enum Source {
  CRAN,
  BIOCONDUCTOR,
  GITHUB,
  /** A folder that came with the spec. */
  LOCAL
}
