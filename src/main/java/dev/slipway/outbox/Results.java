package dev.slipway.outbox;

import dev.slipway.engine.Image;
import dev.slipway.engine.Pushed;
import dev.slipway.job.Ending;
import dev.slipway.job.Job;
import dev.slipway.job.JournalEvent;
import dev.slipway.packages.Base;
import dev.slipway.packages.Lock;
import dev.slipway.smoke.Verdict;
import dev.slipway.step.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says how a job ended, from its records and its journal. */
final class Results {
  static final int VERSION = 1;

  private Results() {}

  static Result of(Job job, Ending ending, Instant ended) {
    List<JournalEvent> history = job.history();
    Instant accepted = accepted(history, ended);
    Optional<Verdict> verdict = job.find(Verdict.class);
    return new Result(
        VERSION,
        job.folder().id(),
        JournalEvent.source(history),
        JournalEvent.retryOf(history),
        status(ending),
        ending.failure().map(failure -> reason(failure, failedStep(job))),
        job.find(Pushed.class)
            .map(Pushed::image)
            .or(() -> job.find(Image.class).map(Image::reference)),
        job.find(Pushed.class).map(Pushed::digest),
        job.find(Lock.class).flatMap(Lock::base).map(Base::image),
        verdict.map(Verdict::r),
        new TreeMap<>(verdict.map(Verdict::packages).orElse(Map.of())),
        accepted,
        ended,
        seconds(Duration.between(accepted, ended)),
        steps(history),
        verdict.map(Verdict::checks).orElse(List.of()).stream()
            .map(Result.CheckResult::of)
            .toList());
  }

  /** The result of a job that could not be opened: there is only its history. */
  static Result unopened(String id, List<JournalEvent> history, Ending ending, Instant ended) {
    Instant accepted = accepted(history, ended);
    return new Result(
        VERSION,
        id,
        JournalEvent.source(history),
        JournalEvent.retryOf(history),
        status(ending),
        ending.failure().map(failure -> reason(failure, Optional.empty())),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        accepted,
        ended,
        seconds(Duration.between(accepted, ended)),
        steps(history),
        List.of());
  }

  private static Result.Reason reason(Failure failure, Optional<String> step) {
    return new Result.Reason(
        failure.code(),
        step,
        failure.kind().name().toLowerCase(Locale.ROOT),
        failure.message(),
        failure.hint(),
        failure.lines());
  }

  private static Optional<String> failedStep(Job job) {
    return job.remaining().stream().findFirst();
  }

  private static List<Result.StepResult> steps(List<JournalEvent> history) {
    Map<String, Result.StepResult> steps = new LinkedHashMap<>();
    for (JournalEvent event : history) {
      if (event instanceof JournalEvent.StepStarted started) {
        add(steps, started.step(), "stopped", 1, Duration.ZERO);
      } else if (event instanceof JournalEvent.StepDone done) {
        add(steps, done.step(), "done", 0, done.took());
      } else if (event instanceof JournalEvent.AttemptFailed failed) {
        add(steps, failed.step(), "failed", 0, failed.took());
      }
    }
    return List.copyOf(steps.values());
  }

  private static void add(
      Map<String, Result.StepResult> steps,
      String step,
      String status,
      int attempts,
      Duration took) {
    steps.merge(
        step,
        new Result.StepResult(step, status, attempts, seconds(took)),
        (earlier, later) ->
            new Result.StepResult(
                step,
                later.status(),
                earlier.attempts() + later.attempts(),
                Math.round((earlier.seconds() + later.seconds()) * 1000) / 1000.0));
  }

  private static Instant accepted(List<JournalEvent> history, Instant otherwise) {
    return history.isEmpty() ? otherwise : history.get(0).at();
  }

  private static String status(Ending ending) {
    return ending.status().name().toLowerCase(Locale.ROOT);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
