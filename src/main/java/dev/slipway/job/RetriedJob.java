package dev.slipway.job;

import dev.slipway.settings.Settings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A job that is made of one that has ended: in a folder {@code .retrying-<id>} that nobody takes
 * for a job, until one rename makes it one. A folder of that name that a killed process left is
 * nobody's.
 */
public final class RetriedJob {
  private static final String RETRYING = ".retrying-";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  private RetriedJob(Path folder) {
    this.folder = folder;
  }

  /**
   * Begins with an empty folder.
   *
   * @param old the id of the job that has ended; the new one has its name
   */
  public static RetriedJob begin(Settings settings, String old, Instant now) throws IOException {
    while (true) {
      String id = JobId.of(JobId.name(old), now, RANDOM);
      boolean taken =
          Files.exists(settings.work().resolve(RETRYING + id))
              || Files.exists(settings.work().resolve(id))
              || Files.exists(settings.outbox().resolve(id));
      if (!taken) {
        return new RetriedJob(Files.createDirectory(settings.work().resolve(RETRYING + id)));
      }
    }
  }

  /** Those that were begun and are not jobs. */
  public static List<RetriedJob> begun(Settings settings) throws IOException {
    try (Stream<Path> paths = Files.list(settings.work())) {
      return paths
          .filter(path -> path.getFileName().toString().startsWith(RETRYING))
          .map(RetriedJob::new)
          .toList();
    }
  }

  /** The folder while it is no job. */
  public Path path() {
    return folder;
  }

  /** The id that the job has from {@link #accept} on. */
  public String id() {
    return folder.getFileName().toString().substring(RETRYING.length());
  }

  /**
   * Copies a file, or a folder with all that is in it, and flushes it to the disk. Links and
   * devices stay behind.
   */
  public void take(Path from) throws IOException {
    copy(from, folder.resolve(from.getFileName()));
  }

  /** The same for a file that is the job's spec, whatever its name. */
  public void takeSpec(Path from) throws IOException {
    copy(from, folder.resolve(JobFolder.SPEC));
  }

  /**
   * Writes the new job's history.
   *
   * @param accepted with the old job's id
   * @param history the old job's, oldest first: what it had unpacked, and the steps that were done
   *     and not lost, are so in the new one
   */
  public void begin(JournalEvent.Accepted accepted, List<JournalEvent> history) throws IOException {
    Journal journal = Journal.open(folder);
    journal.append(accepted);
    Optional<JournalEvent> unpacked =
        history.stream()
            .filter(JournalEvent.Unpacked.class::isInstance)
            .reduce((earlier, later) -> later);
    if (unpacked.isPresent()) {
      journal.append(unpacked.get());
    }
    for (JournalEvent.StepDone step : done(history)) {
      journal.append(step);
    }
    flush(folder);
  }

  /** The rename that makes it a job. */
  public JobFolder accept() throws IOException {
    JobFolder job = new JobFolder(id(), folder.resolveSibling(id()));
    DurableFile.move(folder, job.path());
    return job;
  }

  /** Leaves nothing of it. */
  public void discard() throws IOException {
    FileTree.delete(folder);
  }

  /** Steps are done in the pipeline's order, so with one that is lost go those after it. */
  private static List<JournalEvent.StepDone> done(List<JournalEvent> history) {
    List<JournalEvent.StepDone> done = new ArrayList<>();
    for (JournalEvent event : history) {
      if (event instanceof JournalEvent.StepDone step) {
        done.add(step);
      } else if (event instanceof JournalEvent.StepLost lost) {
        List<String> names = done.stream().map(JournalEvent.StepDone::step).toList();
        int from = names.indexOf(lost.step());
        done.subList(from < 0 ? done.size() : from, done.size()).clear();
      }
    }
    return done;
  }

  private static void copy(Path from, Path to) throws IOException {
    if (FileTree.isFolder(from)) {
      Files.createDirectory(to);
      for (Path below : FileTree.list(from)) {
        copy(below, to.resolve(below.getFileName()));
      }
      flush(to);
    } else if (FileTree.isFile(from)) {
      Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      flush(to);
    }
  }

  private static void flush(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
