package dev.slipway.packages;

import dev.slipway.spec.BioconductorReleases;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where packages come from; the operator's choice.
 *
 * @param cran the CRAN-like repository's URL; {@code {snapshot}} stands for the day or {@code
 *     latest}, {@code {os}} for the code name of the base image's release, such as {@code jammy}
 * @param bioconductor the URL below which {@code packages/3.16/bioc} and so on are
 */
public record Repositories(String cran, URI bioconductor) {
  /** The parts of a release that hold packages, by the names that BiocManager gives them. */
  private static final List<Map.Entry<String, String>> BIOCONDUCTOR =
      List.of(
          Map.entry("BioCsoft", "bioc"),
          Map.entry("BioCann", "data/annotation"),
          Map.entry("BioCexp", "data/experiment"));

  /** What stands for a day when none is asked for. */
  public static final String LATEST = "latest";

  /**
   * One repository.
   *
   * @param name the name that R gives it in {@code options(repos)}
   * @param url without {@code /src/contrib}; may hold {@code {os}}
   * @param r the minor version of R that it is for; empty means any
   */
  public record Repository(String name, String url, Optional<String> r) {}

  /**
   * The repositories of a build.
   *
   * @param snapshot the day, {@code 2024-06-13}; empty means the newest packages
   * @param r the version of R; empty when only the base image knows it, and then the Bioconductor
   *     release of every R is listed
   */
  public List<Repository> at(Optional<String> snapshot, Optional<String> r) {
    List<Repository> all = new ArrayList<>();
    String url = cran.replace("{snapshot}", snapshot.orElse(LATEST));
    all.add(new Repository("CRAN", withoutSlash(url), Optional.empty()));
    List<String> minors =
        r.map(Repositories::minor).map(List::of).orElse(BioconductorReleases.rMinors());
    for (String minor : minors) {
      BioconductorReleases.newestFor(minor).ifPresent(release -> addRelease(all, minor, release));
    }
    return all;
  }

  private void addRelease(List<Repository> all, String minor, String release) {
    String url = withoutSlash(bioconductor.toString()) + "/packages/" + release + "/";
    for (Map.Entry<String, String> part : BIOCONDUCTOR) {
      all.add(new Repository(part.getKey(), url + part.getValue(), Optional.of(minor)));
    }
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private static String minor(String r) {
    return r.replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }
}
