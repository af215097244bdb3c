package dev.slipway.packages.closure;

import dev.slipway.packages.Dependency;
import dev.slipway.packages.DescribedPackage;
import dev.slipway.packages.Description;
import dev.slipway.packages.GitHubCommit;
import dev.slipway.packages.RVersion;
import dev.slipway.packages.Repository;
import dev.slipway.packages.Source;
import dev.slipway.packages.repository.IndexEntry;
import java.util.List;
import java.util.Optional;

/**
 * A version of a package that could be taken.
 *
 * @param fixed whether the spec leaves no choice: an exact version, or files at hand
 */
record Candidate(
    Description description,
    Source source,
    Optional<Repository> repository,
    Optional<String> url,
    Optional<String> md5,
    Optional<GitHubCommit> gitHub,
    Optional<String> path,
    boolean windowsOnly,
    boolean fixed) {

  static Candidate of(DescribedPackage one) {
    return new Candidate(
        one.description(),
        one.source(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        one.gitHub(),
        one.path(),
        false,
        true);
  }

  static Candidate of(Repository repository, Source source, IndexEntry entry) {
    return new Candidate(
        entry.description(),
        source,
        Optional.of(repository),
        Optional.of(repository.url() + "/src/contrib/" + entry.file()),
        entry.md5(),
        Optional.empty(),
        Optional.empty(),
        entry.windowsOnly(),
        false);
  }

  Candidate withFixed() {
    return new Candidate(
        description, source, repository, url, md5, gitHub, path, windowsOnly, true);
  }

  String name() {
    return description.name();
  }

  RVersion version() {
    return RVersion.parse(description.version());
  }

  /** What it needs that is not part of R, without repetition of a name. */
  List<String> packages() {
    return description.dependencies().stream()
        .map(Dependency::name)
        .filter(name -> !BasePackages.contains(name))
        .distinct()
        .toList();
  }

  /** What it asks of R and the image's R does not fulfil. */
  Optional<Dependency> unmetByR(RVersion r) {
    return description.dependencies().stream()
        .filter(one -> BasePackages.contains(one.name()) && !satisfies(r, one))
        .findFirst();
  }

  /** Whether its version is one that the dependency allows. */
  boolean fulfils(Dependency dependency) {
    return dependency.version().map(comparison -> comparison.holdsFor(version())).orElse(true);
  }

  static boolean satisfies(RVersion version, Dependency dependency) {
    return dependency.version().map(comparison -> comparison.holdsFor(version)).orElse(true);
  }

  /** {@code abc 1.2}. */
  @Override
  public String toString() {
    return name() + " " + description.version();
  }
}
