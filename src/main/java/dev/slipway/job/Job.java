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
import java.util.Collections;
import java.util.LinkedHashMap;
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
  private final Spec spec;
  private final Map<String, Record> done = new LinkedHashMap<>();
  private Optional<Record> learnt = Optional.empty();

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
    this.spec = spec;
    for (JournalEvent event : journal.events()) {
      if (event instanceof JournalEvent.StepDone step) {
        done.put(step.step(), Records.read(step.type(), step.record()));
      } else if (event instanceof JournalEvent.StepLost lost) {
        forget(lost.step());
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
    return pipeline.stepNames().stream().filter(step -> !done.containsKey(step)).toList();
  }

  /** The steps that are done, in order, each with what it left. */
  public Map<String, Record> done() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(done));
  }

  /** The record of that type, if a step that is done left one. */
  public <T extends Record> Optional<T> find(Class<T> type) {
    return Stream.concat(Stream.of(spec), Stream.concat(learnt.stream(), done.values().stream()))
        .filter(type::isInstance)
        .map(type::cast)
        .reduce((earlier, later) -> later);
  }

  /** How long an attempt at that step may take. */
  public Limits limits(String step) {
    return pipeline.limits(step);
  }

  /** The name of its pipeline. */
  public String pipeline() {
    return pipeline.name();
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
    done.put(attempt.step(), record);
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

  /** Writes down that an attempt was cut because the service stops. */
  public void stopped(Attempt attempt) throws IOException {
    journal.append(
        new JournalEvent.AttemptStopped(clock.instant(), attempt.step(), attempt.number()));
  }

  /** Writes down that what a step left is gone: it and all steps after it are done again. */
  public void lost(String step) throws IOException {
    journal.append(new JournalEvent.StepLost(clock.instant(), step));
    forget(step);
  }

  private void forget(String step) {
    pipeline.stepNames().stream().dropWhile(s -> !s.equals(step)).forEach(done::remove);
  }

  /**
   * When a failed attempt is tried again: by its kind, by the pipeline's limits, and not before the
   * other side wants to be asked again. Attempts that found no engine do not count, nor do those
   * that a stop or a crash cut short.
   *
   * @return empty when the failure is final
   */
  public Optional<Duration> tryAgainAfter(Attempt attempt, Failure failure) {
    long counted =
        1 + failures(attempt.step()).filter(failed -> failed.kind() != Kind.ENGINE_DOWN).count();
    Pipeline.Retry retry = pipeline.retry();
    if (counted >= failure.kind().attempts(retry.attempts())) {
      return Optional.empty();
    }
    Duration delay = retry.delay(failure.kind() == Kind.ENGINE_DOWN ? 1 : attempt.number());
    return Optional.of(failure.retryAfter().filter(r -> r.compareTo(delay) > 0).orElse(delay));
  }

  /**
   * How often the process died in the next step: it began, and neither ended nor was stopped.
   *
   * @return 0 when nothing remains to be done
   */
  public int deaths() {
    Optional<String> next = remaining().stream().findFirst();
    int deaths = 0;
    boolean open = false;
    for (JournalEvent event : journal.events()) {
      if (event instanceof JournalEvent.StepStarted started) {
        deaths += open ? 1 : 0;
        open = next.filter(started.step()::equals).isPresent();
      } else if (!(event instanceof JournalEvent.StepLost)) {
        open = false;
      }
    }
    return deaths + (open ? 1 : 0);
  }

  /** Whether an earlier process has begun a step of it, or it was sent again as it had ended. */
  public boolean isResumed() {
    return journal.events().stream()
        .anyMatch(
            event ->
                event instanceof JournalEvent.StepStarted
                    || event instanceof JournalEvent.StepDone);
  }

  /** The failure that was final, when the job was killed before it could end. */
  public Optional<Failure> finalFailure() {
    return journal.events().stream()
        .reduce((earlier, later) -> later)
        .filter(JournalEvent.AttemptFailed.class::isInstance)
        .map(JournalEvent.AttemptFailed.class::cast)
        .filter(failed -> failed.tryAgainAfter().isEmpty())
        .map(JournalEvent.AttemptFailed::failure);
  }

  private Stream<Failure> failures(String step) {
    return journal.events().stream()
        .filter(JournalEvent.AttemptFailed.class::isInstance)
        .map(JournalEvent.AttemptFailed.class::cast)
        .filter(failed -> failed.step().equals(step))
        .map(JournalEvent.AttemptFailed::failure);
  }

  /** Keeps what a step learnt before it failed, for the job's result alone. */
  public void keep(Record found) {
    learnt = Optional.of(found);
  }

  /**
   * What a step of this job is given.
   *
   * @param alive told at each of its signs of life
   */
  public StepInput input(String step, Runnable alive) {
    return new Input(step, alive);
  }

  /**
   * One attempt at a step.
   *
   * @param number from 1
   */
  public record Attempt(String step, int number, Instant began) {}

  private final class Input implements StepInput {
    private final String step;
    private final Runnable alive;

    Input(String step, Runnable alive) {
      this.step = step;
      this.alive = alive;
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
      alive.run();
      watcher.progress(folder.id(), step, line);
    }
  }
}
