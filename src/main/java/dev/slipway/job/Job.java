package dev.slipway.job;

import dev.slipway.spec.Spec;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepInput;
import dev.slipway.step.StepOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A job on its way: its spec, its pipeline, and what its journal says is done.
 *
 * <p>Everything that it knows is on the disk, so that a job opened after a crash is the same job.
 */
public final class Job {
  private final JobFolder folder;
  private final Pipeline pipeline;
  private final Journal journal;
  private final JobWatcher watcher;
  private final InstantSource clock;
  private final Map<Class<?>, Record> records = new HashMap<>();

  Job(
      JobFolder folder,
      Spec spec,
      Pipeline pipeline,
      Journal journal,
      JobWatcher watcher,
      InstantSource clock)
      throws IOException {
    this.folder = folder;
    this.pipeline = pipeline;
    this.journal = journal;
    this.watcher = watcher;
    this.clock = clock;
    records.put(Spec.class, spec);
    for (JournalEvent event : journal.events()) {
      if (event instanceof JournalEvent.StepDone done) {
        keep(Records.read(done.type(), done.record()));
      }
    }
  }

  public JobFolder folder() {
    return folder;
  }

  /** The whole history, oldest first. */
  public List<JournalEvent> history() {
    return journal.events();
  }

  /** The pipeline's steps that are not done, in order. */
  public List<String> remaining() {
    List<String> done =
        journal.events().stream()
            .filter(JournalEvent.StepDone.class::isInstance)
            .map(event -> ((JournalEvent.StepDone) event).step())
            .toList();
    return pipeline.stepNames().stream().filter(step -> !done.contains(step)).toList();
  }

  /** The record of that type, if a step that is done left one. */
  public <T extends Record> Optional<T> find(Class<T> type) {
    return Optional.ofNullable(type.cast(records.get(type)));
  }

  /** How many attempts at that step have begun. */
  private int attempts(String step) {
    return (int)
        journal.events().stream()
            .filter(
                event ->
                    event instanceof JournalEvent.StepStarted started
                        && started.step().equals(step))
            .count();
  }

  /** Writes down that an attempt begins, before its work. */
  public Attempt begin(String step) throws IOException {
    Attempt attempt = new Attempt(step, attempts(step) + 1, clock.instant());
    journal.append(new JournalEvent.StepStarted(attempt.began(), step, attempt.number()));
    watcher.stepStarted(folder.id(), step, attempt.number());
    return attempt;
  }

  /** Writes down that a step is done, and what it leaves for the next. */
  public void done(Attempt attempt, Record record) throws IOException {
    Instant now = clock.instant();
    Duration took = Duration.between(attempt.began(), now);
    journal.append(
        new JournalEvent.StepDone(
            now, attempt.step(), took, record.getClass().getName(), Records.write(record)));
    keep(record);
    watcher.stepDone(folder.id(), attempt.step(), took);
  }

  /**
   * Writes down that an attempt failed.
   *
   * @param tryAgainAfter when it will be tried again; empty when this was the last attempt
   */
  public void failed(Attempt attempt, Failure failure, Optional<Duration> tryAgainAfter)
      throws IOException {
    Instant now = clock.instant();
    journal.append(
        new JournalEvent.AttemptFailed(
            now,
            attempt.step(),
            attempt.number(),
            Duration.between(attempt.began(), now),
            failure,
            tryAgainAfter));
    watcher.attemptFailed(folder.id(), attempt.step(), failure, tryAgainAfter);
  }

  /**
   * When a failed attempt is tried again: by its kind, and by the pipeline's limits. Attempts that
   * found no engine do not count, nor do those that a stop or a crash cut short.
   *
   * @return empty when the failure is final
   */
  public Optional<Duration> tryAgainAfter(Attempt attempt, Failure failure) {
    long counted =
        1 + failures(attempt.step()).filter(failed -> failed.kind() != Kind.ENGINE_DOWN).count();
    Pipeline.Retry retry = pipeline.retry();
    return counted < failure.kind().attempts(retry.attempts())
        ? Optional.of(retry.delay(attempt.number()))
        : Optional.empty();
  }

  /** Whether an earlier process has begun a step of it. */
  public boolean isResumed() {
    return journal.events().stream().anyMatch(JournalEvent.StepStarted.class::isInstance);
  }

  /** The failure that was final, when the job was killed before it could end. */
  public Optional<Failure> finalFailure() {
    List<JournalEvent> events = journal.events();
    return events.get(events.size() - 1) instanceof JournalEvent.AttemptFailed failed
            && failed.tryAgainAfter().isEmpty()
        ? Optional.of(failed.failure())
        : Optional.empty();
  }

  private Stream<Failure> failures(String step) {
    return journal.events().stream()
        .filter(JournalEvent.AttemptFailed.class::isInstance)
        .map(JournalEvent.AttemptFailed.class::cast)
        .filter(failed -> failed.step().equals(step))
        .map(JournalEvent.AttemptFailed::failure);
  }

  /**
   * Keeps a record in memory; what a step learnt before it failed is for the job's result alone.
   */
  public void keep(Record found) {
    records.put(found.getClass(), found);
  }

  /** What a step of this job is given. */
  public StepInput input(String step) {
    return new Input(step);
  }

  /**
   * One attempt at a step.
   *
   * @param number from 1
   */
  public record Attempt(String step, int number, Instant began) {}

  private final class Input implements StepInput {
    private final String step;

    Input(String step) {
      this.step = step;
    }

    @Override
    public String jobId() {
      return folder.id();
    }

    @Override
    public Path folder() {
      return folder.path();
    }

    @Override
    public <T extends Record> Optional<T> find(Class<T> type) {
      return Job.this.find(type);
    }

    @Override
    public StepOptions options() {
      return pipeline.options(step);
    }

    @Override
    public void progress(String line) {
      watcher.progress(folder.id(), step, line);
    }
  }
}
