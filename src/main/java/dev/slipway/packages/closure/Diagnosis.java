package dev.slipway.packages.closure;

import dev.slipway.packages.Dependency;
import dev.slipway.packages.RVersion;
import dev.slipway.packages.Source;
import dev.slipway.step.StepFailed;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says in the R user's words what is wrong with what is wanted. */
final class Diagnosis {
  private static final String BIOCONDUCTOR = "Bioconductor";
  private static final String CORRECT =
      "Correct the name; a package that CRAN has removed can be had by its version, name@version.";

  private final PackagePool pool;
  private final String cran;
  private final String r;
  private final Set<Source> silent = EnumSet.noneOf(Source.class);

  /**
   * @param snapshot the day whose packages are meant
   * @param r the image's version of R
   */
  Diagnosis(PackagePool pool, Optional<String> snapshot, String r) {
    this.pool = pool;
    this.cran = "CRAN" + snapshot.map(day -> " at " + day).orElse("");
    this.r = r;
  }

  static PackageProblem twice(String name) {
    return new PackageProblem(
        "PACKAGE_TWICE",
        name,
        "it is asked for twice",
        "Keep one of them: an image holds one version of a package.");
  }

  /** Nobody has the package, or not where the spec looks for it. */
  PackageProblem unknown(Need need, Optional<Source> only) throws StepFailed, InterruptedException {
    String name = need.name();
    if (only.isPresent()) {
      boolean isCran = only.get() == Source.CRAN;
      Source other = isCran ? Source.BIOCONDUCTOR : Source.CRAN;
      String where = "not in " + (isCran ? cran : BIOCONDUCTOR);
      return has(other, name)
          ? elsewhere(name, where, isCran)
          : problem(name, where + didYouMean(name, only.get()), isCran ? CORRECT : "");
    }
    String where =
        pool.hasBioconductor()
            ? "neither in " + cran + " nor in " + BIOCONDUCTOR
            : "not in " + cran;
    boolean isOwn = need.from().map(from -> from.candidate().repository().isEmpty()).orElse(true);
    String guess = isOwn ? didYouMean(name, Source.CRAN) : "";
    return problem(name, where + "; needed by " + need.path() + guess, CORRECT);
  }

  /** The version that the spec asks for is not to be had. */
  PackageProblem versionUnknown(String name, String version)
      throws StepFailed, InterruptedException {
    List<Candidate> others = pool.find(Source.CRAN, name);
    String where = "neither in " + cran + " nor in its Archive";
    String hint = "Ask for a version that CRAN had on that day or before.";
    if (others.isEmpty()) {
      return problem(name, where + didYouMean(name, Source.CRAN), hint);
    }
    String has = "; the index has " + others.get(0).description().version();
    return new PackageProblem("PACKAGE_VERSION_UNKNOWN", name + " " + version, where + has, hint);
  }

  /** No version of the package is for the image's R, or for Linux. */
  PackageProblem unusable(Candidate candidate, Need need) {
    String why = need.isOfSpec() ? "" : "; asked for by " + need.path() + " → " + need.name();
    Optional<Dependency> unmet = candidate.unmetByR(RVersion.parse(r));
    if (unmet.isEmpty()) {
      return new PackageProblem(
          "PACKAGE_NEEDS_WINDOWS", candidate.toString(), "it is for Windows alone" + why, "");
    }
    String what = "needs " + unmet.get() + ", the image has R " + r;
    return new PackageProblem(
        "PACKAGE_NEEDS_R",
        candidate.toString(),
        what + why,
        isForNewer(unmet.get())
            ? "Take a newer R, an older version (%s@…), or an earlier snapshot."
                .formatted(candidate.name())
            : "Take an older R, or another version (" + candidate.name() + "@…).");
  }

  private static boolean isForNewer(Dependency unmet) {
    return switch (unmet.version().orElseThrow().operator()) {
      case AT_LEAST, ABOVE -> true;
      default -> false;
    };
  }

  /** What the spec's own DESCRIPTION asks of R is not so. */
  PackageProblem needsR(Need need) {
    return new PackageProblem(
        "PACKAGE_NEEDS_R",
        need.dependency().toString(),
        "asked for by " + need.path() + ", the image has R " + r,
        "Take an R that fits.");
  }

  /** What was chosen is not what the other side needs. */
  PackageProblem conflict(Need need, Candidate chosen) {
    return new PackageProblem(
        "PACKAGE_CONFLICT",
        chosen.name(),
        need.whole() + ", but " + origin(chosen),
        remedy(chosen));
  }

  private static String remedy(Candidate chosen) {
    String name = chosen.name();
    if (chosen.fixed()) {
      return "Ask for another version of " + name + ", or of what needs it.";
    }
    return chosen.source() == Source.CRAN
        ? "Ask for an exact version that fits, " + name + "@…, or take another snapshot."
        : "Take another Bioconductor release, or another version of what needs it.";
  }

  static PackageProblem cycle(List<String> names) {
    return new PackageProblem(
        "PACKAGE_CYCLE",
        names.get(0),
        "it needs itself: " + String.join(" → ", names),
        "None of these can be installed before the others; take other versions of them.");
  }

  private String origin(Candidate chosen) {
    return switch (chosen.source()) {
      case CRAN ->
          chosen.fixed()
              ? "the spec asks for " + chosen.name() + "@" + chosen.description().version()
              : cran + " has " + chosen;
      case BIOCONDUCTOR -> BIOCONDUCTOR + " has " + chosen;
      case GITHUB -> "what comes from GitHub is " + chosen;
      case LOCAL -> "the folder that came with the spec is " + chosen;
    };
  }

  private static PackageProblem elsewhere(String name, String where, boolean isCran) {
    String has = isCran ? BIOCONDUCTOR : "CRAN";
    String section = isCran ? "packages.bioconductor" : "packages.cran";
    return problem(name, where + ", but in " + has, "Write " + name + " under " + section + ".");
  }

  private static PackageProblem problem(String name, String why, String hint) {
    return new PackageProblem("PACKAGE_UNKNOWN", name, why, hint);
  }

  private String didYouMean(String name, Source source) throws StepFailed, InterruptedException {
    return NearestName.of(name, pool.names(source))
        .map(near -> "; did you mean " + near + "?")
        .orElse("");
  }

  /** Looks elsewhere for the sake of the message alone, so that not finding out is no failure. */
  private boolean has(Source source, String name) throws InterruptedException {
    if (silent.contains(source)) {
      return false;
    }
    try {
      return !pool.find(source, name).isEmpty();
    } catch (StepFailed e) {
      silent.add(source);
      return false;
    }
  }
}
