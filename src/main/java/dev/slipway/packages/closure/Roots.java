package dev.slipway.packages.closure;

import dev.slipway.packages.Dependency;
import dev.slipway.packages.DescribedPackage;
import dev.slipway.packages.Description;
import dev.slipway.packages.Source;
import dev.slipway.packages.VersionComparison;
import dev.slipway.packages.repository.Concurrently;
import dev.slipway.spec.Spec.CranPackage;
import dev.slipway.step.StepFailed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the closure begins with, and where the spec leaves no choice. */
final class Roots {
  private final List<Need> needs = new ArrayList<>();
  private final Map<String, Candidate> fixed = new HashMap<>();
  private final Map<String, Source> sources = new HashMap<>();
  private final Set<String> missing = new HashSet<>();
  private final List<PackageProblem> problems = new ArrayList<>();

  /** Finds the exact versions that are asked for, several at a time. */
  static Roots of(Wanted wanted, PackagePool pool, Diagnosis diagnosis)
      throws StepFailed, InterruptedException {
    Roots roots = new Roots();
    List<DescribedPackage> described = described(wanted);
    requireEachOnce(wanted, described);
    described.forEach(roots::add);
    wanted.cran().forEach(roots::add);
    wanted.bioconductor().forEach(name -> roots.add(name, Source.BIOCONDUCTOR));
    wanted.dependenciesOf().forEach(roots::add);
    roots.fix(wanted.cran(), pool, diagnosis);
    return roots;
  }

  List<Need> needs() {
    return needs;
  }

  /** The one version that may be taken, if it is so. */
  Optional<Candidate> fixed(String name) {
    return Optional.ofNullable(fixed.get(name));
  }

  /** The source that the package must come from, if the spec says so. */
  Optional<Source> source(String name) {
    return Optional.ofNullable(sources.get(name));
  }

  /** Whether the version that is asked for is not to be had, which is among the problems. */
  boolean isMissing(String name) {
    return missing.contains(name);
  }

  List<PackageProblem> problems() {
    return problems;
  }

  private void add(DescribedPackage one) {
    String name = one.description().name();
    fixed.put(name, Candidate.of(one));
    if (one.requested()) {
      needs.add(Need.ofSpec(name));
    }
  }

  private void add(CranPackage one) {
    if (BasePackages.contains(one.name())) {
      Optional<VersionComparison> version = one.version().map(VersionComparison::exactly);
      needs.add(Need.ofRoot(Need.SPEC, new Dependency(one.name(), version)));
    } else {
      add(one.name(), Source.CRAN);
    }
  }

  private void add(String name, Source source) {
    sources.put(name, source);
    needs.add(Need.ofSpec(name));
  }

  private void add(Description description) {
    String root = Need.SPEC + " → DESCRIPTION of " + description.name();
    description.dependencies().forEach(one -> needs.add(Need.ofRoot(root, one)));
  }

  private void fix(List<CranPackage> cran, PackagePool pool, Diagnosis diagnosis)
      throws StepFailed, InterruptedException {
    List<CranPackage> exact =
        cran.stream()
            .filter(one -> one.version().isPresent() && !BasePackages.contains(one.name()))
            .toList();
    if (exact.isEmpty()) {
      return;
    }
    pool.fetch(List.of(Source.CRAN));
    List<Optional<Candidate>> found =
        Concurrently.map(exact, one -> pool.find(one.name(), one.version().orElseThrow()));
    for (int i = 0; i < exact.size(); i++) {
      String name = exact.get(i).name();
      if (found.get(i).isPresent()) {
        fixed.put(name, found.get(i).get());
      } else {
        missing.add(name);
        problems.add(diagnosis.versionUnknown(name, exact.get(i).version().orElseThrow()));
      }
    }
  }

  /** Where the spec says where a package comes from, another package's remotes do not matter. */
  private static List<DescribedPackage> described(Wanted wanted) {
    Set<String> named = new HashSet<>(wanted.bioconductor());
    wanted.cran().forEach(one -> named.add(one.name()));
    return wanted.described().stream()
        .filter(one -> one.requested() || !named.contains(one.description().name()))
        .toList();
  }

  private static void requireEachOnce(Wanted wanted, List<DescribedPackage> described)
      throws StepFailed {
    List<String> names =
        Stream.of(
                described.stream().map(one -> one.description().name()),
                wanted.cran().stream().map(CranPackage::name),
                wanted.bioconductor().stream())
            .flatMap(all -> all)
            .toList();
    Set<String> seen = new HashSet<>();
    List<PackageProblem> twice =
        names.stream().filter(name -> !seen.add(name)).distinct().map(Diagnosis::twice).toList();
    if (!twice.isEmpty()) {
      throw PackageProblem.thrown(twice);
    }
  }
}
