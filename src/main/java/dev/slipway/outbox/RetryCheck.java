package dev.slipway.outbox;

import dev.slipway.job.JobId;
import dev.slipway.settings.Settings;
import dev.slipway.spec.document.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Whether a job can be sent again; if not, why, and what to do. */
final class RetryCheck {
  private static final int LONGEST = 120;

  private final Settings settings;
  private final DeadLetters letters;
  private final JobList jobs;

  RetryCheck(Settings settings, DeadLetters letters) {
    this.settings = settings;
    this.letters = letters;
    this.jobs = new JobList(settings);
  }

  /**
   * What it would be sent again from.
   *
   * @param id as somebody wrote it
   * @throws JobsRefused when it cannot be
   */
  RetrySource source(String id) throws JobsRefused, IOException {
    Optional<JobStatus> job = jobs.find(id);
    if (job.isEmpty() && !(JobId.is(id) && letters.has(id))) {
      throw refused(id, "no such job", "slipway jobs lists those that there are");
    }
    if (job.isPresent()) {
      requireEndedWithoutSuccess(job.get());
    }
    if (!letters.has(id)) {
      requireNotSentAgain(id);
    }
    return RetrySource.find(id, settings.outbox(), letters)
        .orElseThrow(() -> refused(id, "its spec was not kept", "drop the spec again"));
  }

  private void requireEndedWithoutSuccess(JobStatus job) throws JobsRefused {
    if (jobs.isInWork(job.job())) {
      throw refused(
          job.job(),
          "it has not ended",
          "wait until it has, slipway cancel %s stops it".formatted(job.job()));
    }
    if (job.state() == JobState.SUCCEEDED) {
      throw refused(job.job(), "it succeeded", "drop its spec again to build it anew");
    }
    if (job.state() == JobState.UNREADABLE && !letters.has(job.job())) {
      throw refused(
          job.job(),
          "nobody can tell how it ended: " + Printable.text(job.reason().orElse(""), LONGEST),
          "drop its spec again");
    }
  }

  /** Two that send the same job again at the same time make one new job, not two. */
  private void requireNotSentAgain(String id) throws JobsRefused, IOException {
    List<JobStatus> again =
        jobs.all(
            other -> JobId.name(other).equals(JobId.name(id)),
            job -> job.retryOf().filter(id::equals).isPresent());
    if (!again.isEmpty()) {
      String newest = again.get(again.size() - 1).job();
      throw refused(
          id,
          "it was sent again already, as " + newest,
          "if that one fails, slipway retry %s".formatted(newest));
    }
  }

  private static JobsRefused refused(String id, String why, String hint) {
    return new JobsRefused(List.of(Printable.text(id, LONGEST) + ": " + why + "; " + hint));
  }
}
