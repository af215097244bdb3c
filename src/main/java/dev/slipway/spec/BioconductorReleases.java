package dev.slipway.spec;

import java.util.List;

/**
 * Which Bioconductor releases pair with which R.
 *
 * @see <a href="https://bioconductor.org/about/release-announcements/">the list of releases</a>
 */
public final class BioconductorReleases {
  private record Pair(String release, String rMinor) {}

  /** Newest first. */
  private static final List<Pair> PAIRS =
      List.of(
          new Pair("3.23", "4.6"),
          new Pair("3.22", "4.5"),
          new Pair("3.21", "4.5"),
          new Pair("3.20", "4.4"),
          new Pair("3.19", "4.4"),
          new Pair("3.18", "4.3"),
          new Pair("3.17", "4.3"),
          new Pair("3.16", "4.2"),
          new Pair("3.15", "4.2"),
          new Pair("3.14", "4.1"),
          new Pair("3.13", "4.1"),
          new Pair("3.12", "4.0"),
          new Pair("3.11", "4.0"),
          new Pair("3.10", "3.6"),
          new Pair("3.9", "3.6"),
          new Pair("3.8", "3.5"),
          new Pair("3.7", "3.5"));

  private BioconductorReleases() {}

  /**
   * Every release for an R version, newest first; empty when none is known.
   *
   * @param r {@code 4.2.2} or {@code 4.2}
   */
  public static List<String> allFor(String r) {
    return PAIRS.stream()
        .filter(pair -> (r + ".").startsWith(pair.rMinor() + "."))
        .map(Pair::release)
        .toList();
  }
}
