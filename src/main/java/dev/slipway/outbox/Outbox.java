package dev.slipway.outbox;

import dev.slipway.job.DurableFile;
import dev.slipway.job.Ending;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Ends jobs: writes {@code result.json} into the job's folder, keeps the spec of one that failed
 * among the dead letters, and renames the folder into the outbox, so that it is there whole or not
 * at all.
 */
public final class Outbox {
  /** How the job ended, for people and scripts. */
  public static final String RESULT = "result.json";

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
    end(
        folder,
        ending,
        Results.unopened(folder.id(), Jobs.history(folder), ending, clock.instant()));
  }

  /** Ends a job that cannot be opened, whatever is left of its folder. */
  public void abandon(JobFolder folder, Failure failure) throws IOException {
    Ending ending = new Ending(Ending.Status.FAILED, Optional.of(failure));
    end(folder, ending, Results.unopened(folder.id(), readable(folder), ending, clock.instant()));
  }

  /** Ends a job because somebody asked for it; its spec is no dead letter. */
  public void cancel(JobFolder folder) throws IOException {
    end(
        folder,
        Ending.CANCELLED,
        Results.unopened(folder.id(), readable(folder), Ending.CANCELLED, clock.instant()));
  }

  private static List<JournalEvent> readable(JobFolder folder) {
    try {
      return Jobs.history(folder);
    } catch (IOException e) {
      return List.of();
    }
  }

  private void end(JobFolder folder, Ending ending, Result result) throws IOException {
    byte[] json = Json.pretty().writeValueAsBytes(result);
    DurableFile.write(folder.path().resolve(RESULT), json);
    if (ending.failure().isPresent()) {
      keepDeadLetter(folder, result);
    }
    Path ended = settings.outbox().resolve(folder.id());
    DurableFile.move(folder.path(), ended);
    watcher.ended(new JobFolder(folder.id(), ended), ending);
  }

  /**
   * The spec, ready to be dropped again, with the files that came with it, and beside it the
   * reason. A folder or an archive that could not be unpacked is in the outbox alone.
   */
  private void keepDeadLetter(JobFolder folder, Result result) throws IOException {
    Path deadLetters = settings.deadLetter();
    DurableFile.write(
        deadLetters.resolve(folder.id() + ".reason.json"),
        Json.pretty().writeValueAsBytes(result.failure().orElseThrow()));
    if (Files.exists(folder.spec()) && Files.exists(folder.files())) {
      DeadLetter.keepWithFiles(folder, deadLetters);
    } else if (Files.exists(folder.spec())) {
      String ending = result.spec().endsWith(".lock") ? ".lock" : ".yaml";
      DurableFile.copy(folder.spec(), deadLetters.resolve(folder.id() + ending));
    }
  }
}
