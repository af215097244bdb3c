package dev.slipway.cli;

import dev.slipway.job.Ending;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JobWatcher;
import dev.slipway.step.Failure;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Prints what happens to jobs as it happens, every line with its job, so that several can run at
 * once.
 */
final class ProgressPrinter implements JobWatcher {
  private final PrintWriter out;
  private final List<Ended> ended = new ArrayList<>();

  /** A job that has ended, and where it lies now. */
  record Ended(JobFolder folder, Ending ending) {
    boolean succeeded() {
      return ending.succeeded();
    }
  }

  ProgressPrinter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void accepted(JobFolder job, String source) {
    print(job.id(), "accepted " + source);
  }

  @Override
  public void stepStarted(String jobId, String step, int attempt) {
    print(jobId, step + (attempt == 1 ? "" : ", attempt " + attempt));
  }

  @Override
  public void progress(String jobId, String step, String line) {
    print(jobId, "  " + line);
  }

  @Override
  public void stepDone(String jobId, String step, Duration took) {
    print(jobId, "%s done in %s".formatted(step, seconds(took)));
  }

  @Override
  public void attemptFailed(
      String jobId, String step, Failure failure, Optional<Duration> tryAgainAfter) {
    print(jobId, "%s failed: %s %s".formatted(step, failure.code(), failure.message()));
    tryAgainAfter.ifPresent(delay -> print(jobId, "  trying again in " + seconds(delay)));
  }

  @Override
  public void ended(JobFolder outbox, Ending ending) {
    remember(new Ended(outbox, ending));
    print(outbox.id(), ending.status().name().toLowerCase(Locale.ROOT));
    ending.failure().ifPresent(failure -> print(outbox.id(), failure));
    print(outbox.id(), "→ " + outbox.path());
  }

  /** The jobs that have ended so far. */
  synchronized List<Ended> ended() {
    return List.copyOf(ended);
  }

  /** Waits until that many jobs have ended. */
  synchronized void awaitEnded(int jobs) throws InterruptedException {
    while (ended.size() < jobs) {
      wait();
    }
  }

  private synchronized void remember(Ended job) {
    ended.add(job);
    notifyAll();
  }

  private void print(String jobId, Failure failure) {
    failure.lines().forEach(line -> print(jobId, "  | " + line));
    print(jobId, "  " + failure.code() + " " + failure.message());
    if (!failure.hint().isEmpty()) {
      print(jobId, "  " + failure.hint());
    }
  }

  private synchronized void print(String jobId, String line) {
    out.println("[" + jobId + "] " + line);
    out.flush();
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
