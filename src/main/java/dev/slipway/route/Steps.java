package dev.slipway.route;

import dev.slipway.engine.Image;
import dev.slipway.job.Job;
import dev.slipway.job.Job.Attempt;
import dev.slipway.route.InFlight.Until;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the step routes have in common: a step is the bean that has the name of its route. */
public final class Steps {
  private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

  /** The header with the job's id, for file names in routes. */
  static final String JOB_ID = "slipwayJob";

  private static final String ATTEMPT = "slipway.attempt";
  private static final String RECORD = "slipway.record";
  private static final String TRY_AGAIN_AFTER = "slipway.tryAgainAfter";
  private static final String DISK_FULL = "DISK_FULL";
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  /** A step in which the process has died so often is tried once more, with no other beside it. */
  private static final int SUSPICIOUS = 2;

  private final Watchdog watchdog;
  private final Room room;
  private final ReadWriteLock beside = new ReentrantReadWriteLock(true);

  public Steps(Watchdog watchdog, Room room) {
    this.watchdog = watchdog;
    this.room = room;
  }

  /** The routing slip of a job: the steps that are not done, as endpoints. */
  public String remaining(Job job) {
    return job.remaining().stream().map(step -> "direct:" + step).collect(Collectors.joining(","));
  }

  /**
   * Does one attempt at the step that the route is named for; the body becomes its record.
   *
   * @throws StepFailed when it failed, with the time to the next attempt on the exchange
   * @throws Cancelled when the job is cancelled
   * @throws InterruptedException when the service stops
   */
  public void run(Exchange exchange) throws Exception {
    Job job = JobLife.job(exchange);
    Lock turn = job.deaths() < SUSPICIOUS ? beside.readLock() : beside.writeLock();
    while (!turn.tryLock(1, TimeUnit.SECONDS)) {
      if (job.folder().isCancelRequested()) {
        throw new Cancelled(job.folder().id());
      }
    }
    try {
      if (exchange.getContext().isStopping()) {
        throw new InterruptedException("the service stops");
      }
      Record record = attempt(exchange, job, ExchangeHelper.getRouteId(exchange));
      exchange.setProperty(RECORD, record);
      exchange.getMessage().setBody(record);
    } finally {
      turn.unlock();
    }
  }

  private Record attempt(Exchange exchange, Job job, String name) throws Exception {
    Attempt attempt = job.begin(name);
    exchange.setProperty(ATTEMPT, attempt);
    exchange.getMessage().setHeader(JOB_ID, job.folder().id());
    Watchdog.Watch watch = watchdog.watch(job.folder(), job.pipeline(), name, job.limits(name));
    try (watch) {
      return step(exchange.getContext(), name).run(job.input(name, watch::alive));
    } catch (StepFailed | InterruptedException | RuntimeException e) {
      throw ended(exchange, job, attempt, watch, e);
    }
  }

  /** Writes down how an attempt ended that is not done. */
  private Exception ended(
      Exchange exchange, Job job, Attempt attempt, Watchdog.Watch watch, Exception e)
      throws IOException {
    if (watch.isCancelled()) {
      return new Cancelled(job.folder().id());
    }
    if (watch.reached().isEmpty() && e instanceof InterruptedException) {
      // What is written by an interrupted thread is not written.
      Thread.interrupted();
      job.stopped(attempt);
      return e;
    }
    if (watch.reached().isEmpty() && ourDisk(e).isPresent()) {
      job.stopped(attempt);
      return ourDisk(e).get();
    }
    StepFailed failed = watch.reached().map(Failure::thrown).orElseGet(() -> failed(job, e));
    failed.found().ifPresent(job::keep);
    if (failed.failure().code().equals(DISK_FULL)) {
      room.engineIsFull();
    }
    Optional<Duration> delay = job.tryAgainAfter(attempt, failed.failure());
    exchange.setProperty(TRY_AGAIN_AFTER, delay.orElse(null));
    job.failed(attempt, failed.failure(), delay);
    return failed;
  }

  /** The step's own log or file could not be written: no fault of what it does. */
  private static Optional<IOException> ourDisk(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UncheckedIOException unchecked) {
        return Optional.of(unchecked.getCause());
      }
    }
    return Optional.empty();
  }

  private static StepFailed failed(Job job, Exception e) {
    if (e instanceof StepFailed failed) {
      return failed;
    }
    LOG.error("{}", job.folder().id(), e);
    return new StepFailed(unexpected(e), e);
  }

  /** Waits until no step runs; those that were cut clean up, and write down that they were. */
  void awaitIdle(Duration atMost) throws InterruptedException {
    Lock all = beside.writeLock();
    if (all.tryLock(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      all.unlock();
    }
  }

  /** Writes down what the step left; the body is the job again. */
  public void done(Exchange exchange) throws IOException {
    Job job = JobLife.job(exchange);
    Record record = exchange.getProperty(RECORD, Record.class);
    job.done(exchange.getProperty(ATTEMPT, Attempt.class), record);
    if (record instanceof Image) {
      room.engineHasRoom();
    }
    exchange.getMessage().setBody(job);
  }

  /**
   * Has the steps done again of which nothing is left, for instance because somebody removed an
   * image.
   *
   * @throws StepFailed when no engine answers; it is tried again
   */
  static void checkDone(Exchange exchange, Job job)
      throws StepFailed, InterruptedException, IOException {
    for (Map.Entry<String, Record> done : job.done().entrySet()) {
      try {
        if (!step(exchange.getContext(), done.getKey()).isThere(done.getValue())) {
          job.lost(done.getKey());
          return;
        }
      } catch (StepFailed e) {
        if (e.failure().kind() != Kind.ENGINE_DOWN) {
          // The next step that needs what was left says so by rules of its own.
          LOG.warn("{} {} is taken as done: {}", job.folder().id(), done.getKey(), e.getMessage());
          continue;
        }
        exchange.setProperty(TRY_AGAIN_AFTER, LOOK_AGAIN);
        throw e;
      }
    }
  }

  private static Step step(CamelContext context, String name) {
    return context.getRegistry().lookupByNameAndType(name, Step.class);
  }

  /** What a job waits for whose step failed like that. */
  static Until until(Exception cause) {
    if (!(cause instanceof StepFailed failed)) {
      return Until.DUE;
    }
    if (failed.failure().code().equals(DISK_FULL)) {
      return Until.ROOM;
    }
    return failed.failure().kind() == Kind.ENGINE_DOWN ? Until.ENGINE : Until.DUE;
  }

  /** When the step that failed is to be tried again; empty when its failure is final. */
  static Optional<Duration> tryAgainAfter(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(TRY_AGAIN_AFTER, Duration.class));
  }

  /** What nobody foresaw, said as a failure. */
  static Failure unexpected(Exception e) {
    return new Failure(
        Kind.UNCLASSIFIED,
        "UNEXPECTED",
        e.getClass().getSimpleName() + ": " + e.getMessage(),
        "this is a fault in Slipway or its configuration; the log has the details");
  }
}
