package dev.slipway.route;

import dev.slipway.job.JobFolder;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The jobs that this process has: each waits for a worker, runs, or is parked until it may go on.
 * Kept in memory: what has become of a job is on the disk, who is at it is here.
 */
public final class InFlight {
  /** What a parked job waits for, once its time has come. */
  enum Until {
    /** Nothing more. */
    DUE,
    /** An engine that answers. */
    ENGINE,
    /** Room on the disk. */
    ROOM
  }

  /**
   * A job that is to go on later.
   *
   * @param due not before
   */
  record Parked(JobFolder folder, Instant due, Until until) {}

  private final Set<String> queued = new HashSet<>();
  private final Set<String> running = new HashSet<>();
  private final Map<String, Parked> parked = new HashMap<>();
  private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

  /** Whether this process has that job. */
  synchronized boolean has(String id) {
    return queued.contains(id) || running.contains(id) || parked.containsKey(id);
  }

  /** A job is about to be sent to the workers. */
  synchronized void queue(JobFolder folder) {
    queued.add(folder.id());
  }

  /**
   * A worker begins with a job.
   *
   * @return false when it is not to: the job has ended, runs already, or waits for its time; the
   *     same job may be sent to the workers twice
   */
  synchronized boolean begin(JobFolder folder) {
    queued.remove(folder.id());
    return !parked.containsKey(folder.id())
        && Files.exists(folder.path())
        && running.add(folder.id());
  }

  /** A worker is through with a job for now. */
  synchronized void park(JobFolder folder, Duration wait, Until until) {
    running.remove(folder.id());
    parked.put(folder.id(), new Parked(folder, Instant.now().plus(wait), until));
  }

  /** A worker is through with a job for good, or for this process. */
  void leave(JobFolder folder) {
    synchronized (this) {
      running.remove(folder.id());
    }
    CompletableFuture<Void> waiting = awaited.remove(folder.id());
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  /** The parked jobs that may go on now; from here on they are queued. */
  synchronized List<JobFolder> due(Predicate<Until> holds) {
    Instant now = Instant.now();
    List<JobFolder> due = new ArrayList<>();
    for (Parked job : List.copyOf(parked.values())) {
      if (!job.due().isAfter(now) && holds.test(job.until())) {
        release(job.folder());
        due.add(job.folder());
      }
    }
    return due;
  }

  /** A parked job is queued without waiting for its time. */
  synchronized void release(JobFolder folder) {
    if (parked.remove(folder.id()) != null) {
      queue(folder);
    }
  }

  /** Whether a job of this process waits for that. */
  synchronized boolean waitsFor(Until until) {
    return parked.values().stream().anyMatch(job -> job.until() == until);
  }

  /** Completes when the job has ended, or this process has given it up. */
  CompletableFuture<Void> awaitEnd(JobFolder folder) {
    CompletableFuture<Void> end =
        awaited.computeIfAbsent(folder.id(), id -> new CompletableFuture<>());
    if (!Files.exists(folder.path())) {
      leave(folder);
    }
    return end;
  }
}
