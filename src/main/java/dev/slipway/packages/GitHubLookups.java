package dev.slipway.packages;

import dev.slipway.spec.GitHubReference;
import dev.slipway.step.StepFailed;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks GitHub for packages, a few at a time and for each once. */
final class GitHubLookups {
  private static final int AT_ONCE = 8;

  /** A package at the commit that the reference means. */
  record Found(GitHubCommit commit, Description description) {}

  private interface Outcome {
    Found get() throws StepFailed;
  }

  private final GitHub gitHub;
  private final Map<GitHubReference, Outcome> outcomes = new HashMap<>();

  GitHubLookups(GitHub gitHub) {
    this.gitHub = gitHub;
  }

  /** How many will have been asked for when those are, too. */
  int countWith(Collection<GitHubReference> references) {
    Set<GitHubReference> all = new HashSet<>(outcomes.keySet());
    all.addAll(references);
    return all.size();
  }

  /** Asks for those that were not asked for yet. */
  void ask(Collection<GitHubReference> references) throws InterruptedException {
    Set<GitHubReference> fresh = new LinkedHashSet<>(references);
    fresh.removeAll(outcomes.keySet());
    if (fresh.isEmpty()) {
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_ONCE, fresh.size()));
    try {
      List<GitHubReference> order = List.copyOf(fresh);
      List<Future<Outcome>> answers = threads.invokeAll(order.stream().map(this::task).toList());
      for (int i = 0; i < order.size(); i++) {
        outcomes.put(order.get(i), answers.get(i).get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Callable<Outcome> task(GitHubReference reference) {
    return () -> {
      try {
        GitHubCommit commit = gitHub.commit(reference);
        Found found = new Found(commit, gitHub.describe(commit));
        return () -> found;
      } catch (StepFailed e) {
        return () -> {
          throw e;
        };
      }
    };
  }

  /**
   * What was asked for.
   *
   * @throws StepFailed what GitHub's answer was
   */
  Found get(GitHubReference reference) throws StepFailed {
    return outcomes.get(reference).get();
  }
}
