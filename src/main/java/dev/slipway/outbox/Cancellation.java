package dev.slipway.outbox;

import dev.slipway.job.Folders;
import dev.slipway.job.JobFolder;
import dev.slipway.settings.Settings;
import dev.slipway.spec.document.Printable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stops jobs: asks the process that runs them and waits until it has done so; ends them itself when
 * nobody runs jobs.
 */
public final class Cancellation {
  private static final int LONGEST = 120;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Settings settings;
  private final Outbox outbox;
  private final JobList jobs;
  private final InstantSource clock;
  private final Duration patience;

  /**
   * @param patience how long it waits for the jobs to end, all together
   */
  public Cancellation(Settings settings, Outbox outbox, InstantSource clock, Duration patience) {
    this.settings = settings;
    this.outbox = outbox;
    this.jobs = new JobList(settings);
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * Stops those jobs.
   *
   * @param ids as somebody wrote them
   * @param waiting is told the ids that it waits for, when it does
   * @return where each stands now; one that has not ended was not stopped in time
   * @throws JobsRefused when there is no such job, or it has ended; then none is stopped
   */
  public List<JobStatus> cancel(List<String> ids, Consumer<List<String>> waiting)
      throws JobsRefused, IOException, InterruptedException {
    List<String> wanted = List.copyOf(new LinkedHashSet<>(ids));
    requireUnfinished(wanted);
    if (!endAlone(wanted)) {
      for (String id : wanted) {
        request(id);
      }
      waiting.accept(wanted);
      awaitEnd(wanted);
    }
    return wanted.stream().map(jobs::find).flatMap(Optional::stream).toList();
  }

  private void requireUnfinished(List<String> ids) throws JobsRefused {
    List<String> problems = new ArrayList<>();
    for (String id : ids) {
      Optional<JobStatus> job = jobs.find(id);
      if (job.isEmpty()) {
        problems.add(
            Printable.text(id, LONGEST) + ": no such job; slipway jobs lists those that there are");
      } else if (!jobs.isInWork(id)) {
        problems.add(id + ": it has ended already: " + job.get().state());
      }
    }
    if (!problems.isEmpty()) {
      throw new JobsRefused(problems);
    }
  }

  /** Whether nobody else was there to end them. */
  private boolean endAlone(List<String> ids) throws IOException {
    Optional<Folders> alone = Folders.tryAlone(settings);
    if (alone.isEmpty()) {
      return false;
    }
    try {
      for (String id : ids) {
        if (jobs.isInWork(id)) {
          // Should this process die, the next start ends the job.
          request(id);
          outbox.cancel(folder(id));
        }
      }
    } finally {
      alone.get().close();
    }
    return true;
  }

  private void request(String id) throws IOException {
    Path request = folder(id).path().resolve(JobFolder.CANCEL);
    try {
      Files.createFile(request);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      // Somebody has asked before, or the job has ended meanwhile.
      return;
    }
  }

  private void awaitEnd(List<String> ids) throws InterruptedException {
    Instant end = clock.instant().plus(patience);
    while (ids.stream().anyMatch(jobs::isInWork) && clock.instant().isBefore(end)) {
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private JobFolder folder(String id) {
    return new JobFolder(id, settings.work().resolve(id));
  }
}
