package dev.slipway.packages.github;

import dev.slipway.packages.Description;
import dev.slipway.packages.GitHubCommit;
import dev.slipway.packages.github.GitHubLookups.Found;
import dev.slipway.packages.github.Remote.Elsewhere;
import dev.slipway.packages.github.Remote.OnGitHub;
import dev.slipway.spec.GitHubReference;
import dev.slipway.spec.document.Printable;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Follows the {@code Remotes} of packages as far as they lead, the nearest first. */
final class RemotesClosure {
  private static final int MOST = 200;

  /** A package, and the references that led to it, {@code user/a → user/b@v1}. */
  private record Reached(String path, Found found) {}

  private record Parent(String path, Description description) {
    boolean needs(String name) {
      return description.dependencies().stream().anyMatch(d -> d.name().equals(name));
    }
  }

  private record Wish(Parent parent, GitHubReference reference) {
    String path() {
      return parent.path() + " → " + reference;
    }
  }

  private final GitHubLookups lookups;
  private final String host;
  private final Set<String> chosen;
  private final int most;
  private final List<Parent> parents = new ArrayList<>();
  private final Map<String, Reached> reached = new LinkedHashMap<>();

  /**
   * @param host the host that our GitHub's URLs have
   * @param chosen the packages whose source the spec names; read when the closure is followed
   */
  RemotesClosure(GitHubLookups lookups, String host, Set<String> chosen) {
    this.lookups = lookups;
    this.host = host;
    this.chosen = chosen;
    this.most = lookups.countWith(List.of()) + MOST;
  }

  /** Adds a package to begin with. */
  void start(String path, Description description) {
    parents.add(new Parent(path, description));
  }

  /** All packages that the {@code Remotes} lead to, without those to begin with. */
  List<GitHubPackage> follow() throws StepFailed, InterruptedException {
    List<Parent> level = parents;
    while (!level.isEmpty()) {
      List<Wish> wishes = wishes(level);
      List<GitHubReference> references = wishes.stream().map(Wish::reference).distinct().toList();
      requireBounded(lookups.countWith(references));
      lookups.ask(references);
      level = new ArrayList<>();
      for (Wish wish : wishes) {
        reach(wish).ifPresent(level::add);
      }
    }
    return reached.values().stream()
        .map(Reached::found)
        .map(found -> new GitHubPackage(found.commit(), found.description(), false))
        .toList();
  }

  private List<Wish> wishes(List<Parent> level) throws StepFailed {
    List<Wish> wishes = new ArrayList<>();
    for (Parent parent : level) {
      for (String entry : parent.description().remotes()) {
        Remote remote = Remote.parse(entry, host);
        if (remote instanceof OnGitHub gitHub && mayMatter(parent, gitHub.reference())) {
          wishes.add(new Wish(parent, gitHub.reference()));
        } else if (remote instanceof Elsewhere elsewhere && wants(parent, elsewhere.likelyName())) {
          throw unsupported(parent, elsewhere);
        }
      }
    }
    return wishes;
  }

  private boolean wants(Parent parent, String name) {
    return parent.needs(name) && !chosen.contains(name);
  }

  /** Only a package's DESCRIPTION knows its name, so without {@code pkg=} most have to be asked. */
  private boolean mayMatter(Parent parent, GitHubReference reference) {
    return reference.name().isPresent()
        ? wants(parent, reference.name().get())
        : !chosen.contains(reference.likelyName());
  }

  private Optional<Parent> reach(Wish wish) throws StepFailed {
    Optional<Found> found = look(wish);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String name = found.get().description().name();
    GitHubPackages.requireName(wish.reference(), name);
    if (!wants(wish.parent(), name)) {
      return Optional.empty();
    }
    Reached before = reached.putIfAbsent(name, new Reached(wish.path(), found.get()));
    if (before == null) {
      return Optional.of(new Parent(wish.path(), found.get().description()));
    }
    if (!isSame(before.found().commit(), found.get().commit())) {
      throw conflict(name, before.path(), wish.path());
    }
    return Optional.empty();
  }

  /**
   * What the entry leads to; empty when that cannot be had and is most likely for a package that is
   * suggested and not needed.
   */
  private Optional<Found> look(Wish wish) throws StepFailed {
    try {
      return Optional.of(lookups.get(wish.reference()));
    } catch (StepFailed e) {
      boolean needed = wish.parent().needs(wish.reference().likelyName());
      if (e.failure().kind() == Kind.LASTING && !needed) {
        return Optional.empty();
      }
      throw new StepFailed(wanted(wish, e.failure()), e);
    }
  }

  private static Failure wanted(Wish wish, Failure failure) {
    String message = failure.message() + " It is asked for by Remotes: " + wish.path() + ".";
    return new Failure(failure.kind(), failure.code(), message, failure.hint());
  }

  private static boolean isSame(GitHubCommit one, GitHubCommit other) {
    return one.sha().equals(other.sha()) && one.subdirectory().equals(other.subdirectory());
  }

  private static StepFailed unsupported(Parent parent, Elsewhere elsewhere) {
    String name = Printable.quoted(elsewhere.likelyName());
    return GitHubPackages.lasting(
        "REMOTE_UNSUPPORTED",
        "%s needs the package %s and takes it from %s, which is not followed."
            .formatted(parent.path(), name, Printable.quoted(elsewhere.entry())),
        "Name the package in the spec: what the spec says of its source wins.");
  }

  private static StepFailed conflict(String name, String before, String now) {
    return GitHubPackages.lasting(
        "PACKAGE_CONFLICT",
        name + " is asked for at two commits by Remotes: " + before + ", and " + now + ".",
        "Name the one that is meant under packages.github: what the spec says wins.");
  }

  private void requireBounded(int count) throws StepFailed {
    if (count > most) {
      throw GitHubPackages.lasting(
          "REMOTES_TOO_MANY",
          "The Remotes of the packages lead to more than " + MOST + " references.",
          "Name those that are needed under packages.github.");
    }
  }
}
