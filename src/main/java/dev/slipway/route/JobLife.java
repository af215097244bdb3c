package dev.slipway.route;

import dev.slipway.job.Job;
import dev.slipway.job.JobFolder;
import dev.slipway.job.Jobs;
import dev.slipway.outbox.Outbox;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.step.Failure;
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

  public JobLife(Jobs jobs, Outbox outbox) {
    this.jobs = jobs;
    this.outbox = outbox;
  }

  /** The job that an exchange carries, whatever its body is at the moment. */
  static Job job(Exchange exchange) {
    return exchange.getProperty(JOB, Job.class);
  }

  /**
   * Opens the job whose folder is the body; the body becomes the job.
   *
   * @throws SpecInvalid when its spec is not valid
   */
  public void open(Exchange exchange) throws IOException, SpecInvalid {
    JobFolder folder = exchange.getMessage().getBody(JobFolder.class);
    exchange.setProperty(FOLDER, folder);
    Job job = jobs.open(folder);
    exchange.setProperty(JOB, job);
    exchange.getMessage().setBody(job);
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
   * A step failed for good, or something around it did. A job that was cut short because the
   * service stops is left as it is: the next start goes on with it.
   */
  public void fail(Exchange exchange) throws IOException {
    Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    Job job = job(exchange);
    if (job == null) {
      LOG.error("cannot open {}; it stays where it is", exchange.getProperty(FOLDER), cause);
    } else if (cutShort(exchange, cause)) {
      LOG.info("{} stops here and goes on at the next start", job.folder().id());
    } else {
      outbox.fail(job, failure(cause));
    }
  }

  private static boolean cutShort(Exchange exchange, Exception cause) {
    return cause instanceof InterruptedException || Steps.tryAgainAfter(exchange).isPresent();
  }

  private static Failure failure(Exception cause) {
    if (cause instanceof StepFailed failed) {
      return failed.failure();
    }
    LOG.error("unexpected", cause);
    return Steps.unexpected(cause);
  }
}
