package dev.slipway.outbox;

import dev.slipway.job.DurableFile;
import dev.slipway.job.Ending;
import dev.slipway.job.FileTree;
import dev.slipway.job.Job;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JobWatcher;
import dev.slipway.job.Jobs;
import dev.slipway.job.JournalEvent;
import dev.slipway.settings.Settings;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.step.Failure;
import dev.slipway.step.Json;
import dev.slipway.step.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends jobs: writes {@code result.json} into the job's folder, keeps the spec of one that failed
 * among the dead letters, and renames the folder into the outbox, so that it is there whole or not
 * at all.
 */
public final class Outbox {
  /** How the job ended, for people and scripts. */
  public static final String RESULT = "result.json";

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final Settings settings;
  private final JobWatcher watcher;
  private final InstantSource clock;

  public Outbox(Settings settings, JobWatcher watcher, InstantSource clock) {
    this.settings = settings;
    this.watcher = watcher;
    this.clock = clock;
  }

  /** Ends a job whose pipeline is done. */
  public void succeed(Job job) throws IOException {
    end(job.folder(), Ending.SUCCESS, Results.of(job, Ending.SUCCESS, clock.instant()));
  }

  /** Ends a job that failed for good. */
  public void fail(Job job, Failure failure) throws IOException {
    Ending ending = new Ending(Ending.Status.FAILED, Optional.of(failure));
    end(job.folder(), ending, Results.of(job, ending, clock.instant()));
  }

  /** Ends a job whose spec is not valid. */
  public void reject(JobFolder folder, SpecInvalid invalid) throws IOException {
    Failure failure =
        new Failure(
            Kind.LASTING,
            "SPEC_INVALID",
            "the spec has %d problem(s)".formatted(invalid.problems().size()),
            "mend what the lines say and drop the file again",
            invalid.problems().stream().map(problem -> problem.print(invalid.file())).toList());
    Ending ending = new Ending(Ending.Status.REJECTED, Optional.of(failure));
    endUnopened(folder, ending);
  }

  /**
   * Ends a job that cannot be opened, whatever is left of its folder. A damaged journal is kept in
   * it under another name.
   */
  public void abandon(JobFolder folder, Failure failure) throws IOException {
    Ending ending = new Ending(Ending.Status.FAILED, Optional.of(failure));
    endUnopened(folder, ending);
  }

  /** Ends a job that somebody stopped; what its steps left is in the result. */
  public void cancel(Job job) throws IOException {
    end(job.folder(), Ending.CANCELLED, Results.of(job, Ending.CANCELLED, clock.instant()));
  }

  /** Ends a job that somebody stopped and that cannot be opened. */
  public void cancel(JobFolder folder) throws IOException {
    endUnopened(folder, Ending.CANCELLED);
  }

  /** Whether a job's result is written and only its way into the outbox is left. */
  public boolean isDecided(JobFolder folder) {
    return Files.exists(folder.path().resolve(RESULT));
  }

  /** Ends a job as its result says, which was written before its process died. */
  public void finish(JobFolder folder) throws IOException {
    Result result = Json.mapper().readValue(folder.path().resolve(RESULT).toFile(), Result.class);
    end(folder, result.ending(), result);
  }

  private void endUnopened(JobFolder folder, Ending ending) throws IOException {
    if (!hasEnded(folder)) {
      Files.createDirectories(folder.path());
    }
    List<JournalEvent> history = Jobs.readableHistory(folder);
    end(folder, ending, Results.unopened(folder.id(), history, ending, clock.instant()));
  }

  /** Whatever ends a job first ends it; a crash anywhere in here leaves it to be ended again. */
  private void end(JobFolder folder, Ending ending, Result result) throws IOException {
    if (hasEnded(folder)) {
      drop(folder);
      return;
    }
    prepare(folder, result);
    try {
      DurableFile.move(folder.path(), outbox(folder));
      watcher.ended(new JobFolder(folder.id(), outbox(folder)), ending);
    } catch (FileSystemException e) {
      if (!Files.exists(folder.path()) || !hasEnded(folder)) {
        throw e;
      }
      drop(folder);
    }
  }

  /** All that is on the disk before the rename; done again, it is the same. */
  private void prepare(JobFolder folder, Result result) throws IOException {
    // From here on the job has ended so, whatever happens to the process.
    DurableFile.write(folder.path().resolve(RESULT), Json.pretty().writeValueAsBytes(result));
    folder.tidy();
    DeadLetter letter = new DeadLetter(folder, settings.deadLetter());
    if (result.failure().isPresent()) {
      letter.keep(result.failure().get(), result.spec());
    } else {
      letter.remove();
    }
    Jobs.quarantine(folder);
    FileTree.flush(folder.path());
  }

  private static void drop(JobFolder folder) throws IOException {
    LOG.warn("{} is in the outbox already; what it comes to now is dropped", folder.id());
    FileTree.delete(folder.path());
  }

  private boolean hasEnded(JobFolder folder) {
    return Files.exists(outbox(folder).resolve(RESULT));
  }

  private Path outbox(JobFolder folder) {
    return settings.outbox().resolve(folder.id());
  }
}
