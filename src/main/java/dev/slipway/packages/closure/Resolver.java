package dev.slipway.packages.closure;

import dev.slipway.packages.Base;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.RVersion;
import dev.slipway.packages.Repository;
import dev.slipway.packages.Source;
import dev.slipway.packages.repository.ArchivedPackages;
import dev.slipway.packages.repository.PackageIndexes;
import dev.slipway.packages.repository.Repositories;
import dev.slipway.packages.repository.RepositoryClient;
import dev.slipway.step.StepFailed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds everything that wanted packages need, in exact versions.
 *
 * <p>One serves all jobs of a process, and keeps the indexes that it read.
 */
public final class Resolver {
  /** Each walk knows what the last one found out; two are enough save in contrived cases. */
  private static final int MOST_WALKS = 5;

  private final PackageIndexes indexes;
  private final ArchivedPackages archives;

  /**
   * @param cache the folder for what can be had again
   */
  public Resolver(Path cache) {
    this.indexes = new PackageIndexes(cache);
    this.archives = new ArchivedPackages(cache);
  }

  /**
   * Every package that is to be installed, each after all that it needs.
   *
   * @param repositories those of {@link Repositories#at(Optional, Base, Optional)}
   * @param snapshot the day that they are of, for messages
   * @throws StepFailed PACKAGE_UNKNOWN, PACKAGE_VERSION_UNKNOWN, PACKAGE_NEEDS_R,
   *     PACKAGE_NEEDS_WINDOWS, PACKAGE_CONFLICT, PACKAGE_CYCLE or PACKAGE_TWICE, with every such
   *     problem that there is; BIOCONDUCTOR_RELEASE when its packages are wanted and there is none;
   *     REPOSITORY_NOT_FOUND, REPOSITORY_BROKEN, and what {@link RepositoryClient#get} throws
   */
  public List<LockedPackage> resolve(
      Wanted wanted, List<Repository> repositories, Optional<String> snapshot, Base base)
      throws StepFailed, InterruptedException {
    PackagePool pool = new PackagePool(repositories, indexes, archives, new RepositoryClient(base));
    Diagnosis diagnosis = new Diagnosis(pool, snapshot, base.r());
    if (!wanted.bioconductor().isEmpty()) {
      requireBioconductor(pool, base);
      pool.fetch(List.of(Source.CRAN, Source.BIOCONDUCTOR));
    }
    Roots roots = Roots.of(wanted, pool, diagnosis);
    Closure closure = closure(roots, pool, diagnosis, RVersion.parse(base.r()));
    Map<String, Candidate> chosen = closure.chosen();
    Map<String, List<String>> needs = new LinkedHashMap<>();
    chosen.forEach((name, candidate) -> needs.put(name, candidate.packages()));
    InstallOrder order = InstallOrder.of(needs);
    requireNone(closure, order);
    Set<String> requested = requested(roots);
    return order.names().stream()
        .map(name -> locked(chosen.get(name), chosen.keySet(), requested.contains(name)))
        .toList();
  }

  private static Closure closure(Roots roots, PackagePool pool, Diagnosis diagnosis, RVersion r)
      throws StepFailed, InterruptedException {
    Closure closure = Closure.walk(roots, pool, diagnosis, r, List.of());
    for (int walks = 1; walks < MOST_WALKS && !closure.conflicts().isEmpty(); walks++) {
      Closure next = Closure.walk(roots, pool, diagnosis, r, closure.needs());
      boolean isSame = next.chosen().equals(closure.chosen());
      closure = next;
      if (isSame) {
        break;
      }
    }
    return closure;
  }

  private static void requireNone(Closure closure, InstallOrder order) throws StepFailed {
    List<PackageProblem> problems = new ArrayList<>(closure.problems());
    problems.addAll(closure.conflicts());
    if (!order.cycle().isEmpty()) {
      problems.add(Diagnosis.cycle(order.cycle()));
    }
    if (!problems.isEmpty()) {
      throw PackageProblem.thrown(problems);
    }
  }

  private static void requireBioconductor(PackagePool pool, Base base) throws StepFailed {
    if (!pool.hasBioconductor()) {
      throw Repositories.noRelease(
          "No Bioconductor release is known to go with R " + base.r() + ".",
          "Take an R version that a Bioconductor release was made for.");
    }
  }

  /** What the spec names, and what a DESCRIPTION names that stands for a package in the spec. */
  private static Set<String> requested(Roots roots) {
    Set<String> names = new HashSet<>();
    roots.needs().forEach(need -> names.add(need.name()));
    return names;
  }

  private static LockedPackage locked(Candidate one, Set<String> all, boolean requested) {
    Set<String> dependencies = new TreeSet<>(one.packages());
    dependencies.retainAll(all);
    return new LockedPackage(
        one.name(),
        one.description().version(),
        one.source(),
        one.repository().map(Repository::name),
        one.url(),
        one.md5(),
        one.gitHub(),
        one.path(),
        List.copyOf(dependencies),
        requested);
  }
}
