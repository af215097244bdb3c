package dev.slipway.job;

import dev.slipway.step.StepOptions;
import java.time.Duration;
import java.util.List;

/**
 * Which steps a job runs, in which order; one file in {@code pipelines/}.
 *
 * @param name the file's name without {@code .yaml}
 */
public record Pipeline(String name, List<StepEntry> steps, Retry retry) {
  public Pipeline {
    steps = List.copyOf(steps);
  }

  /** The names of its steps, in order. */
  public List<String> stepNames() {
    return steps.stream().map(StepEntry::name).toList();
  }

  /** The options that it gives a step. */
  StepOptions options(String step) {
    return steps.stream()
        .filter(entry -> entry.name().equals(step))
        .map(StepEntry::options)
        .findFirst()
        .orElseThrow();
  }

  /** How long an attempt at a step may take. */
  Limits limits(String step) {
    return Limits.of(options(step));
  }

  /** The same pipeline up to a step; all of it when it does not have that step. */
  Pipeline before(String step) {
    return new Pipeline(
        name, steps.stream().takeWhile(entry -> !entry.name().equals(step)).toList(), retry);
  }

  /** A step by its name, and the options that the file gives it. */
  public record StepEntry(String name, StepOptions options) {}

  /**
   * How a step that failed for something that can pass is run again.
   *
   * @param attempts how often it runs in all, from 1; see {@code Kind} for what counts
   * @param delay the wait before the second attempt
   * @param multiplier by how much each wait is longer than the one before, from 1
   * @param maximum the longest wait
   */
  public record Retry(int attempts, Duration delay, double multiplier, Duration maximum) {
    /** Ten attempts, one second, then twice as long each time, up to a minute. */
    public static final Retry STANDARD =
        new Retry(10, Duration.ofSeconds(1), 2, Duration.ofMinutes(1));

    /** The wait after that many attempts: half of it fixed, half at random, so that jobs spread. */
    Duration delay(int attempts) {
      double longest =
          Math.min(maximum.toMillis(), delay.toMillis() * Math.pow(multiplier, attempts - 1.0));
      return Duration.ofMillis(Math.round(longest * (0.5 + Math.random() / 2)));
    }
  }
}
