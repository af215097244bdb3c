package dev.slipway.cli;

import dev.slipway.job.Ending;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JobWatcher;
import dev.slipway.step.Failure;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's log of what happens to jobs; what a step prints is in the job's own logs. */
final class JobLog implements JobWatcher {
  private static final Logger LOG = LoggerFactory.getLogger("slipway");

  @Override
  public void accepted(JobFolder job, String source) {
    LOG.info("{} accepted {}", job.id(), source);
  }

  @Override
  public void stepStarted(String jobId, String step, int attempt) {
    LOG.info("{} {} attempt {}", jobId, step, attempt);
  }

  @Override
  public void stepDone(String jobId, String step, Duration took) {
    LOG.info("{} {} done in {} ms", jobId, step, took.toMillis());
  }

  @Override
  public void attemptFailed(
      String jobId, String step, Failure failure, Optional<Duration> tryAgainAfter) {
    LOG.warn(
        "{} {} failed: {} {}; {}",
        jobId,
        step,
        failure.code(),
        failure.message(),
        tryAgainAfter.map(d -> "trying again in " + d.toMillis() + " ms").orElse("final"));
  }

  @Override
  public void ended(JobFolder outbox, Ending ending) {
    LOG.info("{} {}: {}", outbox.id(), ending.status(), outbox.path());
  }
}
