package dev.slipway.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.slipway.engine.Budget;
import dev.slipway.engine.Image;
import dev.slipway.engine.Leftovers;
import dev.slipway.job.Job;
import dev.slipway.job.JobFolder;
import dev.slipway.job.Jobs;
import dev.slipway.job.JournalDamaged;
import dev.slipway.job.RecordUnknown;
import dev.slipway.job.UnreadableJob;
import dev.slipway.outbox.Outbox;
import dev.slipway.route.InFlight.Until;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two ends of the job route: a job is opened, and it ends, or waits for its next attempt. */
public final class JobLife {
  private static final Logger LOG = LoggerFactory.getLogger(JobLife.class);

  private static final String FOLDER = "slipway.folder";
  private static final String JOB = "slipway.job";

  /** How often a process may die in one step of a job. */
  private static final int MOST_DEATHS = 3;

  /** After trouble with a disk of our own. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Jobs jobs;
  private final Outbox outbox;
  private final Leftovers leftovers;
  private final Budget budget;
  private final InFlight inFlight;
  private final Room room;

  public JobLife(
      Jobs jobs, Outbox outbox, Leftovers leftovers, Budget budget, InFlight inFlight, Room room) {
    this.jobs = jobs;
    this.outbox = outbox;
    this.leftovers = leftovers;
    this.budget = budget;
    this.inFlight = inFlight;
    this.room = room;
  }

  /** The job that an exchange carries, whatever its body is at the moment. */
  static Job job(Exchange exchange) {
    return exchange.getProperty(JOB, Job.class);
  }

  /**
   * Opens the job whose folder is the body; the body becomes the job. The route ends here for a job
   * that is not to begin now.
   *
   * @throws SpecInvalid when its spec is not valid
   * @throws StepFailed when it failed for good before it was opened again, or what its steps left
   *     cannot be looked for
   */
  public void open(Exchange exchange) throws Exception {
    JobFolder folder = exchange.getMessage().getBody(JobFolder.class);
    if (!inFlight.begin(folder)) {
      exchange.setRouteStop(true);
      giveUpWhenGone(folder);
      return;
    }
    exchange.setProperty(FOLDER, folder);
    if (outbox.isDecided(folder)) {
      exchange.setRouteStop(true);
      end(folder, () -> outbox.finish(folder));
      return;
    }
    if (folder.isCancelRequested()) {
      throw new Cancelled(folder.id());
    }
    Job job = jobs.open(folder);
    exchange.setProperty(JOB, job);
    exchange.getMessage().setBody(job);
    requireAlive(job);
    if (job.isResumed()) {
      Steps.checkDone(exchange, job);
      takeOver(job);
    }
  }

  /** What an earlier process ran for it is ended, and what it built is kept until the job's end. */
  private void takeOver(Job job) throws InterruptedException {
    try {
      leftovers.remove(job.folder().id());
      Optional<Image> built = job.find(Image.class);
      if (built.isPresent()) {
        leftovers.hold(job.folder().id(), built.get());
      }
    } catch (StepFailed e) {
      // A step that needs the engine waits for it, and then the job is opened again.
      LOG.warn("what {} left on the engine is not removed: {}", job.folder().id(), e.getMessage());
    }
  }

  /** Somebody has removed its folder, or it was sent to the workers twice and has ended. */
  private void giveUpWhenGone(JobFolder folder) {
    if (!Files.exists(folder.path())) {
      inFlight.leave(folder);
    }
  }

  private static void requireAlive(Job job) throws StepFailed {
    if (job.finalFailure().isPresent()) {
      throw job.finalFailure().get().thrown();
    }
    if (job.deaths() >= MOST_DEATHS) {
      throw new Failure(
              Kind.RESOURCE,
              "KILLED_THE_PROCESS",
              "Slipway itself died %d times in the step %s of this job"
                  .formatted(job.deaths(), job.remaining().get(0)),
              "Give Slipway more memory, or ask for less; the log of the service may say more.")
          .thrown();
    }
  }

  /** Every step is done. */
  public void succeed(Exchange exchange) {
    Job job = job(exchange);
    end(job.folder(), () -> outbox.succeed(job));
  }

  /** The spec is not valid. */
  public void reject(Exchange exchange) {
    SpecInvalid invalid = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, SpecInvalid.class);
    JobFolder folder = exchange.getProperty(FOLDER, JobFolder.class);
    end(folder, () -> outbox.reject(folder, invalid));
  }

  /**
   * A step failed, something around it did, the job cannot be opened, or it is not to go on. A job
   * that is to be tried again is parked; one that was cut short because the service stops is left
   * as it is for the next start.
   */
  public void fail(Exchange exchange) {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    JobFolder folder = exchange.getProperty(FOLDER, JobFolder.class);
    Optional<Duration> wait = Steps.tryAgainAfter(exchange);
    if (cause instanceof Cancelled) {
      cancel(folder);
    } else if (cause instanceof InterruptedException) {
      LOG.info("{} stops here", folder.id());
      inFlight.leave(folder);
    } else if (wait.isPresent()) {
      inFlight.park(folder, wait.get(), Steps.until(cause));
    } else if (isOurDisk(cause, job(exchange))) {
      LOG.warn("{} waits: {}", folder.id(), cause.toString());
      inFlight.park(folder, PAUSE, Until.ROOM);
    } else {
      endFailed(folder, job(exchange), cause);
    }
  }

  /**
   * What cannot be read or written now is no fault of the job: it goes on when it can be. Camel's
   * own exceptions of files have Java's as their cause.
   */
  private boolean isOurDisk(Exception cause, Job job) {
    boolean ofFiles =
        cause instanceof IOException
            || !(cause instanceof StepFailed) && cause.getCause() instanceof IOException;
    return ofFiles && (job != null || room.lacking().isPresent() || !isFinal(cause));
  }

  /** What opening a job says that another try would say again. */
  private static boolean isFinal(Exception cause) {
    return cause instanceof JournalDamaged
        || cause instanceof NoSuchFileException
        || cause instanceof JsonProcessingException
        || cause instanceof RecordUnknown;
  }

  private void endFailed(JobFolder folder, Job job, Exception cause) {
    if (job == null) {
      LOG.error("{} cannot be opened", folder.id(), cause);
      end(folder, () -> outbox.abandon(folder, UnreadableJob.failure(cause)));
    } else {
      end(folder, () -> outbox.fail(job, failure(folder, cause)));
    }
  }

  /** Ends a job because somebody asked for it. */
  void cancel(JobFolder folder) {
    end(folder, () -> cancelled(folder));
  }

  private void cancelled(JobFolder folder) throws IOException {
    try {
      outbox.cancel(jobs.open(folder));
    } catch (SpecInvalid | IOException e) {
      outbox.cancel(folder);
    }
  }

  private interface Ending {
    void write() throws IOException;
  }

  /** A job that cannot even end, because a disk is full, tries to later. */
  private void end(JobFolder folder, Ending ending) {
    try {
      removeLeftovers(folder);
      ending.write();
      inFlight.leave(folder);
    } catch (IOException e) {
      LOG.warn("{} cannot be ended yet: {}", folder.id(), e.toString());
      inFlight.park(folder, PAUSE, Until.ROOM);
    } catch (RuntimeException | Error e) {
      LOG.error("{} cannot be ended", folder.id(), e);
      inFlight.park(folder, PAUSE, Until.ROOM);
    } catch (InterruptedException e) {
      LOG.info("{} stops before its end", folder.id());
      inFlight.leave(folder);
    }
  }

  private void removeLeftovers(JobFolder folder) throws InterruptedException {
    try {
      leftovers.endOf(folder.id());
      Budget.Freed freed = budget.keep();
      if (freed.images() > 0 || freed.cacheBytes() > 0) {
        LOG.info(
            "removed {} images and {} MiB of build cache that were above the budget",
            freed.images(),
            freed.cacheBytes() >> 20);
      }
    } catch (StepFailed e) {
      LOG.warn("what {} left on the engine is not removed: {}", folder.id(), e.getMessage());
    }
  }

  /** Ends a job that was cut short and that no later start will go on with. */
  void stop(JobFolder folder) throws IOException {
    Failure stopped =
        new Failure(
            Kind.UNCLASSIFIED,
            "STOPPED",
            "Slipway was stopped before the job had ended",
            "run it again; what is built is not built again");
    try {
      outbox.fail(jobs.open(folder), stopped);
    } catch (SpecInvalid e) {
      outbox.reject(folder, e);
    } catch (IOException e) {
      outbox.abandon(folder, UnreadableJob.failure(e));
    }
  }

  private static Failure failure(JobFolder folder, Exception cause) {
    if (cause instanceof StepFailed failed) {
      return failed.failure();
    }
    LOG.error("{}", folder.id(), cause);
    return Steps.unexpected(cause);
  }
}
