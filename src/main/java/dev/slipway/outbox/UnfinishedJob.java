package dev.slipway.outbox;

import dev.slipway.job.JobFolder;
import dev.slipway.job.Jobs;
import dev.slipway.job.JournalEvent;
import dev.slipway.job.JournalEvent.AttemptFailed;
import dev.slipway.job.JournalEvent.AttemptStopped;
import dev.slipway.job.JournalEvent.StepDone;
import dev.slipway.job.JournalEvent.StepLost;
import dev.slipway.job.JournalEvent.StepStarted;
import dev.slipway.step.Failure;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A job in the work folder, as its journal tells it. */
final class UnfinishedJob {
  private final JobFolder folder;
  private final List<JournalEvent> history;

  private UnfinishedJob(JobFolder folder, List<JournalEvent> history) {
    this.folder = folder;
    this.history = history;
  }

  /**
   * Reads it.
   *
   * @throws IOException when its journal is damaged or not there
   */
  static JobStatus status(JobFolder folder) throws IOException {
    List<JournalEvent> history = Jobs.history(folder);
    if (history.isEmpty()) {
      throw new IOException("its journal is empty or not there");
    }
    return new UnfinishedJob(folder, history).status();
  }

  private JobStatus status() {
    Optional<String> step = step();
    Optional<AttemptFailed> failed = failed();
    Optional<Failure> failure = failed.map(AttemptFailed::failure);
    return new JobStatus(
        folder.id(),
        state(),
        step,
        step.map(this::attempts).orElse(0),
        Optional.of(history.get(0).at()),
        Optional.empty(),
        failed.flatMap(UnfinishedJob::nextAttempt),
        failure.map(Failure::code),
        failure.map(f -> f.kind().name().toLowerCase(Locale.ROOT)),
        reason(failure),
        JournalEvent.retryOf(history));
  }

  /** A failure that is final is told although the job's result is not written yet. */
  private JobState state() {
    JournalEvent last = last();
    if (last instanceof AttemptFailed failed) {
      return failed.tryAgainAfter().isPresent() ? JobState.RETRYING : JobState.FAILED;
    }
    boolean begun = history.stream().anyMatch(StepStarted.class::isInstance);
    boolean cut = last instanceof AttemptStopped || last instanceof StepLost;
    return begun && !cut ? JobState.RUNNING : JobState.WAITING;
  }

  private Optional<AttemptFailed> failed() {
    return last() instanceof AttemptFailed failed ? Optional.of(failed) : Optional.empty();
  }

  private static Optional<Instant> nextAttempt(AttemptFailed failed) {
    return failed.tryAgainAfter().map(failed.at()::plus);
  }

  private Optional<String> reason(Optional<Failure> failure) {
    return folder.isCancelRequested()
        ? Optional.of("is to be cancelled")
        : failure.map(Failure::message);
  }

  private Optional<String> step() {
    JournalEvent last = last();
    if (last instanceof StepStarted started) {
      return Optional.of(started.step());
    }
    if (last instanceof AttemptFailed failed) {
      return Optional.of(failed.step());
    }
    if (last instanceof AttemptStopped stopped) {
      return Optional.of(stopped.step());
    }
    if (last instanceof StepLost lost) {
      return Optional.of(lost.step());
    }
    return last instanceof StepDone done ? Optional.of(done.step()) : Optional.empty();
  }

  private int attempts(String step) {
    return (int)
        history.stream()
            .filter(e -> e instanceof StepStarted started && started.step().equals(step))
            .count();
  }

  private JournalEvent last() {
    return history.get(history.size() - 1);
  }
}
