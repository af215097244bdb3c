package dev.slipway.packages.closure;

import dev.slipway.packages.RVersion;
import dev.slipway.packages.Repository;
import dev.slipway.packages.Source;
import dev.slipway.packages.repository.ArchivedPackages;
import dev.slipway.packages.repository.Concurrently;
import dev.slipway.packages.repository.IndexEntry;
import dev.slipway.packages.repository.PackageIndex;
import dev.slipway.packages.repository.PackageIndexes;
import dev.slipway.packages.repository.Repositories;
import dev.slipway.packages.repository.RepositoryClient;
import dev.slipway.step.StepFailed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The packages of all repositories of a job; an index is fetched when it is first looked into. */
final class PackagePool {
  private final List<Repository> repositories;
  private final PackageIndexes indexes;
  private final ArchivedPackages archives;
  private final RepositoryClient client;
  private final Map<Source, List<Indexed>> fetched = new EnumMap<>(Source.class);

  private record Indexed(Repository repository, PackageIndex index) {}

  PackagePool(
      List<Repository> repositories,
      PackageIndexes indexes,
      ArchivedPackages archives,
      RepositoryClient client) {
    this.repositories = repositories;
    this.indexes = indexes;
    this.archives = archives;
    this.client = client;
  }

  /** Fetches at once what will be looked into. */
  void fetch(Collection<Source> sources) throws StepFailed, InterruptedException {
    List<Repository> missing =
        repositories.stream()
            .filter(one -> sources.contains(sourceOf(one)) && !fetched.containsKey(sourceOf(one)))
            .toList();
    List<Indexed> all =
        Concurrently.map(missing, one -> new Indexed(one, indexes.read(one, client)));
    for (Source source : sources) {
      fetched.putIfAbsent(
          source, all.stream().filter(one -> sourceOf(one.repository()) == source).toList());
    }
  }

  /** Every version of the package in the source's repositories, in their order, newest first. */
  List<Candidate> find(Source source, String name) throws StepFailed, InterruptedException {
    List<Candidate> candidates = new ArrayList<>();
    for (Indexed one : indexed(source)) {
      for (IndexEntry entry : one.index().find(name)) {
        candidates.add(Candidate.of(one.repository(), source, entry));
      }
    }
    return candidates;
  }

  /** The version of a CRAN package, from the index or else the archive. */
  Optional<Candidate> find(String name, String version) throws StepFailed, InterruptedException {
    RVersion wanted = RVersion.parse(version);
    for (Candidate candidate : find(Source.CRAN, name)) {
      if (candidate.version().equals(wanted)) {
        return Optional.of(candidate.withFixed());
      }
    }
    for (Indexed one : indexed(Source.CRAN)) {
      Optional<IndexEntry> entry = archives.find(one.repository(), name, version, client);
      if (entry.isPresent()) {
        return entry.map(e -> Candidate.of(one.repository(), Source.CRAN, e).withFixed());
      }
    }
    return Optional.empty();
  }

  Set<String> names(Source source) throws StepFailed, InterruptedException {
    Set<String> names = new HashSet<>();
    for (Indexed one : indexed(source)) {
      names.addAll(one.index().names());
    }
    return names;
  }

  boolean hasBioconductor() {
    return repositories.stream().anyMatch(one -> sourceOf(one) == Source.BIOCONDUCTOR);
  }

  private List<Indexed> indexed(Source source) throws StepFailed, InterruptedException {
    if (!fetched.containsKey(source)) {
      fetch(List.of(source));
    }
    return fetched.get(source);
  }

  private static Source sourceOf(Repository repository) {
    return repository.name().equals(Repositories.CRAN) ? Source.CRAN : Source.BIOCONDUCTOR;
  }
}
