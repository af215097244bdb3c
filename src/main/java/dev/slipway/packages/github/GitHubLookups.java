package dev.slipway.packages.github;

import dev.slipway.packages.Description;
import dev.slipway.packages.GitHubCommit;
import dev.slipway.packages.repository.Concurrently;
import dev.slipway.settings.Allowed;
import dev.slipway.settings.Allowed.Refusal;
import dev.slipway.spec.GitHubReference;
import dev.slipway.step.StepFailed;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks GitHub for packages, a few at a time and for each once. */
final class GitHubLookups {
  /** A package at the commit that the reference means. */
  record Found(GitHubCommit commit, Description description) {}

  private interface Outcome {
    Found get() throws StepFailed;
  }

  private final GitHub gitHub;
  private final Allowed allowed;
  private final Map<GitHubReference, Outcome> outcomes = new HashMap<>();

  GitHubLookups(GitHub gitHub, Allowed allowed) {
    this.gitHub = gitHub;
    this.allowed = allowed;
  }

  /** How many will have been asked for when those are, too. */
  int countWith(Collection<GitHubReference> references) {
    Set<GitHubReference> all = new HashSet<>(outcomes.keySet());
    all.addAll(references);
    return all.size();
  }

  /** Asks for those that were not asked for yet. */
  void ask(Collection<GitHubReference> references) throws StepFailed, InterruptedException {
    Set<GitHubReference> fresh = new LinkedHashSet<>(references);
    fresh.removeAll(outcomes.keySet());
    List<GitHubReference> order = List.copyOf(fresh);
    List<Outcome> answers = Concurrently.map(order, this::outcome);
    for (int i = 0; i < order.size(); i++) {
      outcomes.put(order.get(i), answers.get(i));
    }
  }

  private Outcome outcome(GitHubReference reference) throws InterruptedException {
    try {
      requireAllowed(reference);
      GitHubCommit commit = gitHub.commit(reference);
      Found found = new Found(commit, gitHub.describe(commit));
      return () -> found;
    } catch (StepFailed e) {
      return () -> {
        throw e;
      };
    }
  }

  private void requireAllowed(GitHubReference reference) throws StepFailed {
    Optional<Refusal> refusal = allowed.gitHub(reference.host(), reference.slug());
    if (refusal.isPresent()) {
      throw refusal.get().thrown(reference.toString());
    }
  }

  /**
   * What was asked for.
   *
   * @throws StepFailed what GitHub's answer was, or NOT_ALLOWED
   */
  Found get(GitHubReference reference) throws StepFailed {
    return outcomes.get(reference).get();
  }
}
