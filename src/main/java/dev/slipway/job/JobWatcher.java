package dev.slipway.job;

import dev.slipway.step.Failure;
import java.time.Duration;
import java.util.Optional;

/** Is told what happens to jobs: the command line's progress, the service's log. */
public interface JobWatcher {
  /** Nobody watches. */
  JobWatcher NONE = new JobWatcher() {};

  /** A spec was taken. */
  default void accepted(JobFolder job, String source) {}

  /** An attempt at a step begins; the first is number 1. */
  default void stepStarted(String jobId, String step, int attempt) {}

  /** A step says a line while it works. */
  default void progress(String jobId, String step, String line) {}

  /** A step is done. */
  default void stepDone(String jobId, String step, Duration took) {}

  /** An attempt failed; with a delay it will be tried again after it. */
  default void attemptFailed(
      String jobId, String step, Failure failure, Optional<Duration> tryAgainAfter) {}

  /** The job has its terminal record; its folder is in the outbox. */
  default void ended(JobFolder outbox, Ending ending) {}
}
