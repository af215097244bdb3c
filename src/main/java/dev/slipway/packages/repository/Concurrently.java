package dev.slipway.packages.repository;

import dev.slipway.step.StepFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks for several things at once. */
public final class Concurrently {
  private static final int MOST = 8;

  private Concurrently() {}

  /** What is asked for each. */
  @FunctionalInterface
  public interface Question<A, B> {
    B ask(A about) throws StepFailed, InterruptedException;
  }

  /**
   * The answers in the order of the items, eight asked at a time; the first failure ends the rest.
   */
  public static <A, B> List<B> map(List<A> items, Question<A, B> question)
      throws StepFailed, InterruptedException {
    if (items.isEmpty()) {
      return List.of();
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(MOST, items.size()));
    try {
      List<Future<B>> asked = new ArrayList<>();
      for (A item : items) {
        asked.add(threads.submit(() -> question.ask(item)));
      }
      List<B> answers = new ArrayList<>();
      for (Future<B> one : asked) {
        answers.add(answer(one));
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  private static <B> B answer(Future<B> asked) throws StepFailed, InterruptedException {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StepFailed failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
