package dev.slipway.packages.repository;

import dev.slipway.packages.Base;
import dev.slipway.packages.Repository;
import dev.slipway.spec.BioconductorReleases;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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

  private static final String SNAPSHOT = "{snapshot}";
  private static final String OS = "{os}";
  private static final Pattern CODENAME = Pattern.compile("[a-z0-9][a-z0-9.-]*");
  private static final Pattern URL =
      Pattern.compile("https?://[A-Za-z0-9._:\\[\\]-]+(?:[A-Za-z0-9._~+:/-]|%[0-9A-Fa-f]{2})*");

  /** The name that R gives CRAN. */
  public static final String CRAN = "CRAN";

  /** What stands for a day when none is asked for. */
  public static final String LATEST = "latest";

  /**
   * The repositories for a base image.
   *
   * @param snapshot the day, {@code 2024-06-13}; empty means the newest packages
   * @param release the Bioconductor release, see {@link #release}; empty lists none of it
   * @throws StepFailed REPOSITORY_UNSUITABLE when {@code {os}} is in the operator's URL and the
   *     base image's distribution has no code name, when a day is asked for and {@code {snapshot}}
   *     is not in it, or when the URL is none
   */
  public List<Repository> at(Optional<String> snapshot, Base base, Optional<String> release)
      throws StepFailed {
    List<Repository> all = new ArrayList<>();
    requireDays(snapshot);
    String url = cran.replace(SNAPSHOT, snapshot.orElse(LATEST));
    all.add(new Repository(CRAN, withoutSlash(forOs(url, base))));
    release.ifPresent(one -> addRelease(all, one));
    return all;
  }

  /**
   * The Bioconductor release to take: the one that is asked for, else the newest for the R; empty
   * when there is none for the R.
   *
   * @param asked {@code 3.16}
   * @param r {@code 4.2.2}
   * @throws StepFailed BIOCONDUCTOR_RELEASE when the one that is asked for is not for the R
   */
  public static Optional<String> release(Optional<String> asked, String r) throws StepFailed {
    List<String> fitting = BioconductorReleases.allFor(r);
    if (asked.isPresent() && !fitting.contains(asked.get())) {
      throw noRelease(
          "Bioconductor " + asked.get() + " is not for R " + r + ".",
          fitting.isEmpty()
              ? "Take an R version that a Bioconductor release was made for."
              : "For R " + r + " take Bioconductor " + String.join(" or ", fitting) + ".");
    }
    return asked.or(() -> fitting.stream().findFirst());
  }

  /**
   * The failure when Bioconductor's packages are wanted and there is no release to have them of.
   */
  public static StepFailed noRelease(String message, String hint) {
    return new Failure(Kind.LASTING, "BIOCONDUCTOR_RELEASE", message, hint).thrown();
  }

  private void requireDays(Optional<String> snapshot) throws StepFailed {
    if (snapshot.isPresent() && !cran.contains(SNAPSHOT)) {
      throw unsuitable(
          "The package repository has no days, and the spec asks for the snapshot "
              + snapshot.get()
              + ".",
          "Use a slipway.cran with {snapshot}, or a spec without a snapshot.");
    }
  }

  private static String forOs(String url, Base base) throws StepFailed {
    String codename = base.distribution().codename();
    if (url.contains(OS) && !CODENAME.matcher(codename).matches()) {
      throw unsuitable(
          "The package repository's URL needs the code name of the base image's distribution, and "
              + base.image()
              + " tells none.",
          "Use a base image of Debian or Ubuntu, or a slipway.cran without {os}.");
    }
    String whole = url.replace(OS, codename);
    if (!URL.matcher(whole).matches()) {
      throw unsuitable("The operator's slipway.cran is not a URL of a repository.", "");
    }
    return whole;
  }

  private static StepFailed unsuitable(String message, String hint) {
    return new Failure(Kind.LASTING, "REPOSITORY_UNSUITABLE", message, hint).thrown();
  }

  private void addRelease(List<Repository> all, String release) {
    String url = withoutSlash(bioconductor.toString()) + "/packages/" + release + "/";
    for (Map.Entry<String, String> part : BIOCONDUCTOR) {
      all.add(new Repository(part.getKey(), url + part.getValue()));
    }
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
