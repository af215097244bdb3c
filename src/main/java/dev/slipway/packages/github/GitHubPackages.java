package dev.slipway.packages.github;

import dev.slipway.packages.Description;
import dev.slipway.packages.github.GitHubLookups.Found;
import dev.slipway.settings.Allowed;
import dev.slipway.spec.GitHubReference;
import dev.slipway.spec.Spec;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The packages that a spec takes from GitHub, and those that they in turn take from there. */
public final class GitHubPackages {
  private final GitHub gitHub;
  private final Allowed allowed;

  /**
   * @param allowed which repositories packages may come from, whoever names them
   */
  public GitHubPackages(GitHub gitHub, Allowed allowed) {
    this.gitHub = gitHub;
    this.allowed = allowed;
  }

  /**
   * Reads what a spec names.
   *
   * @throws StepFailed GITHUB_REFERENCE when one is not a reference
   */
  public static List<GitHubReference> references(Spec.Packages packages) throws StepFailed {
    List<GitHubReference> references = new ArrayList<>();
    for (String text : packages.github()) {
      try {
        references.add(GitHubReference.parse(text));
      } catch (IllegalArgumentException e) {
        String hint = "In packages.github " + GitHubReference.FORMS + ".";
        throw lasting("GITHUB_REFERENCE", "packages.github: " + e.getMessage() + ".", hint);
      }
    }
    return references;
  }

  /**
   * Resolves references, and the {@code Remotes} of what is found, of what that leads to, and so
   * on. An entry of {@code Remotes} counts when it is for a dependency of the package that has it
   * and the spec itself does not say where that comes from. The files of all of them are fetched.
   *
   * @param references what the spec names
   * @param local the packages that came with the spec, whose {@code Remotes} count too
   * @param askedElsewhere names of the packages that the spec takes from another source, the local
   *     ones among them
   * @return those that the spec names, in its order, then the others as they were found
   * @throws StepFailed what {@link GitHub#commit}, {@link GitHub#tarball} and {@link
   *     GitHub#describe} throw; NOT_ALLOWED; GITHUB_PACKAGE_NAME when {@code pkg=} is not the
   *     package's name; PACKAGE_TWICE when the spec names a package twice; PACKAGE_CONFLICT when
   *     {@code Remotes} ask for one package at two commits; REMOTE_UNSUPPORTED when one is needed
   *     that is not on our GitHub; REMOTES_TOO_MANY
   */
  public List<GitHubPackage> resolve(
      List<GitHubReference> references, List<Description> local, Set<String> askedElsewhere)
      throws StepFailed, InterruptedException {
    GitHubLookups lookups = new GitHubLookups(gitHub, allowed);
    lookups.ask(references);
    Set<String> chosen = new HashSet<>(askedElsewhere);
    List<GitHubPackage> all = new ArrayList<>();
    RemotesClosure remotes = new RemotesClosure(lookups, gitHub.webHost(), chosen);
    for (GitHubReference reference : references) {
      Found found = lookups.get(reference);
      String name = found.description().name();
      requireName(reference, name);
      if (!chosen.add(name)) {
        String hint = "Keep one of them: an image holds one version of a package.";
        throw lasting("PACKAGE_TWICE", name + " is asked for twice.", hint);
      }
      all.add(new GitHubPackage(found.commit(), found.description(), true));
      remotes.start(reference.toString(), found.description());
    }
    local.forEach(description -> remotes.start(description.name(), description));
    all.addAll(remotes.follow());
    return all;
  }

  /** Requires that a reference that says the package's name says the right one. */
  static void requireName(GitHubReference reference, String name) throws StepFailed {
    if (reference.name().filter(n -> !n.equals(name)).isPresent()) {
      throw lasting(
          "GITHUB_PACKAGE_NAME",
          reference + " is the package " + name + ", not " + reference.name().get() + ".",
          "Write " + name + "=" + reference + ", or the reference alone.");
    }
  }

  static StepFailed lasting(String code, String message, String hint) {
    return new Failure(Kind.LASTING, code, message, hint).thrown();
  }
}
