package dev.slipway.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * A job at a glance.
 *
 * @param job the job's id
 * @param step the step that runs, waits or failed; of a job between two steps, the one that is done
 * @param attempt how often that step was begun; 0 when none was
 * @param accepted empty when the job cannot be read
 * @param ended empty while it is in the work folder
 * @param nextAttempt when the step that failed is tried again
 * @param code of the failure, upper case
 * @param kind of the failure in lower case, {@code rate_limit}
 * @param reason why it failed, is tried again or cannot be read
 * @param retryOf the job that was sent again as this one
 */
public record JobStatus(
    String job,
    JobState state,
    Optional<String> step,
    int attempt,
    Optional<Instant> accepted,
    Optional<Instant> ended,
    Optional<Instant> nextAttempt,
    Optional<String> code,
    Optional<String> kind,
    Optional<String> reason,
    Optional<String> retryOf) {

  static JobStatus unreadable(String job, Exception cause) {
    return new JobStatus(
        job,
        JobState.UNREADABLE,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(String.valueOf(cause.getMessage())),
        Optional.empty());
  }

  /** Whether it has its terminal record. */
  public boolean hasEnded() {
    return ended.isPresent();
  }
}
