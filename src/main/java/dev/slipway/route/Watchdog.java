package dev.slipway.route;

import dev.slipway.job.JobFolder;
import dev.slipway.job.Limits;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Watches the steps that run: one that is over its deadline, shows no sign of life, or whose job is
 * to be cancelled is interrupted. It knows nothing of what a step does.
 */
public final class Watchdog {
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

  /** Watches the thread that calls this until the watch is closed. */
  Watch watch(JobFolder job, String pipeline, String step, Limits limits) {
    Watch watch = new Watch(job, pipeline, step, limits);
    watches.add(watch);
    return watch;
  }

  /** Interrupts the steps that have reached a limit, or are to be cancelled. */
  public void look() {
    watches.forEach(Watch::look);
  }

  /** One attempt at a step. */
  final class Watch implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final JobFolder job;
    private final String pipeline;
    private final String step;
    private final Limits limits;
    private final long began = System.nanoTime();
    private volatile long alive = began;
    private boolean cancelled;
    private Optional<Failure> reached = Optional.empty();
    private boolean closed;

    private Watch(JobFolder job, String pipeline, String step, Limits limits) {
      this.job = job;
      this.pipeline = pipeline;
      this.step = step;
      this.limits = limits;
    }

    /** The step shows a sign of life. */
    void alive() {
      alive = System.nanoTime();
    }

    /** The failure, when the step was interrupted because of a limit. */
    synchronized Optional<Failure> reached() {
      return reached;
    }

    /** Whether the step was interrupted because its job is to be cancelled. */
    synchronized boolean isCancelled() {
      return cancelled;
    }

    /** After this the thread is interrupted no more; an interrupt that came too late is dropped. */
    @Override
    public synchronized void close() {
      closed = true;
      watches.remove(this);
      if (cancelled || reached.isPresent()) {
        Thread.interrupted();
      }
    }

    private synchronized void look() {
      if (closed || cancelled || reached.isPresent()) {
        return;
      }
      cancelled = job.isCancelRequested();
      reached = cancelled ? Optional.empty() : limit();
      if (cancelled || reached.isPresent()) {
        thread.interrupt();
      }
    }

    private Optional<Failure> limit() {
      if (isOver(began, limits.deadline())) {
        return Optional.of(failure(Kind.RESOURCE, Limits.DEADLINE, limits.deadline(), ""));
      }
      return isOver(alive, limits.stall())
          ? Optional.of(
              failure(Kind.UNCLASSIFIED, Limits.STALL, limits.stall(), " without a sign of life"))
          : Optional.empty();
    }

    private static boolean isOver(long since, Duration limit) {
      return System.nanoTime() - since > limit.toNanos();
    }

    private Failure failure(Kind kind, String limit, Duration length, String how) {
      return new Failure(
          kind,
          limit.equals(Limits.DEADLINE) ? "STEP_DEADLINE" : "STEP_STALLED",
          "%s was stopped after %s%s, its %s".formatted(step, text(length), how, limit),
          "Look at the step's log for what it was at; raise `%s` of %s in pipelines/%s.yaml if it needs longer."
              .formatted(limit, step, pipeline));
    }

    private static String text(Duration length) {
      return length.toString().substring(2).toLowerCase(Locale.ROOT);
    }
  }
}
