package dev.slipway.route;

import dev.slipway.engine.Leftovers;
import dev.slipway.job.Job;
import dev.slipway.job.JobFolder;
import dev.slipway.job.Jobs;
import dev.slipway.outbox.Outbox;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two ends of the job route: a job is opened, and it ends in one of three ways. */
public final class JobLife {
  private static final Logger LOG = LoggerFactory.getLogger(JobLife.class);

  private static final String FOLDER = "slipway.folder";
  private static final String JOB = "slipway.job";

  private final Jobs jobs;
  private final Outbox outbox;
  private final Leftovers leftovers;

  public JobLife(Jobs jobs, Outbox outbox, Leftovers leftovers) {
    this.jobs = jobs;
    this.outbox = outbox;
    this.leftovers = leftovers;
  }

  /** The job that an exchange carries, whatever its body is at the moment. */
  static Job job(Exchange exchange) {
    return exchange.getProperty(JOB, Job.class);
  }

  /**
   * Opens the job whose folder is the body; the body becomes the job.
   *
   * @throws SpecInvalid when its spec is not valid
   * @throws StepFailed when it had failed for good before it was opened again
   */
  public void open(Exchange exchange) throws Exception {
    JobFolder folder = exchange.getMessage().getBody(JobFolder.class);
    exchange.setProperty(FOLDER, folder);
    Job job = jobs.open(folder);
    exchange.setProperty(JOB, job);
    exchange.getMessage().setBody(job);
    if (job.finalFailure().isPresent()) {
      throw job.finalFailure().get().thrown();
    }
    if (job.isResumed()) {
      removeLeftovers(folder);
    }
  }

  /** A worker that was killed had no time to remove its containers. */
  private void removeLeftovers(JobFolder folder) throws InterruptedException {
    try {
      leftovers.remove(folder.id());
    } catch (StepFailed e) {
      LOG.warn("the containers of {} are not removed: {}", folder.id(), e.getMessage());
    }
  }

  /** Every step is done. */
  public void succeed(Exchange exchange) throws IOException {
    outbox.succeed(job(exchange));
  }

  /** The spec is not valid. */
  public void reject(Exchange exchange) throws IOException {
    SpecInvalid invalid = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, SpecInvalid.class);
    outbox.reject(exchange.getProperty(FOLDER, JobFolder.class), invalid);
  }

  /**
   * A step failed for good, something around it did, or the job cannot be opened. A job that was
   * cut short because the service stops is left as it is: the next start goes on with it.
   */
  public void fail(Exchange exchange) throws IOException {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    JobFolder folder = exchange.getProperty(FOLDER, JobFolder.class);
    Job job = job(exchange);
    if (cutShort(exchange, cause)) {
      LOG.info("{} stops here", folder.id());
    } else if (job == null) {
      outbox.abandon(folder, unreadable(folder, cause));
    } else {
      outbox.fail(job, failure(folder, cause));
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
    }
  }

  private static boolean cutShort(Exchange exchange, Exception cause) {
    return cause instanceof InterruptedException || Steps.tryAgainAfter(exchange).isPresent();
  }

  private static Failure failure(JobFolder folder, Exception cause) {
    if (cause instanceof StepFailed failed) {
      return failed.failure();
    }
    LOG.error("{}", folder.id(), cause);
    return Steps.unexpected(cause);
  }

  private static Failure unreadable(JobFolder folder, Exception cause) {
    LOG.error("{} cannot be opened", folder.id(), cause);
    return new Failure(
        Kind.LASTING,
        "JOB_UNREADABLE",
        "the job cannot be opened: " + cause.getMessage(),
        "its folder has been damaged or was written by another version; drop the spec again");
  }
}
