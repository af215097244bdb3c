package dev.slipway.outbox;

import dev.slipway.job.JobFolder;
import dev.slipway.job.JobId;
import dev.slipway.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jobs of the work folder and the outbox, as they stand on the disk.
 *
 * <p>Jobs begin and end while it is read. A job moves from the one folder to the other, so whoever
 * looks into the work folder first misses none.
 */
public final class JobList {
  private static final Comparator<JobStatus> OLDEST_FIRST =
      Comparator.comparing(JobList::second)
          .thenComparing(job -> job.accepted().orElse(Instant.EPOCH))
          .thenComparing(JobStatus::job);

  private final Settings settings;

  public JobList(Settings settings) {
    this.settings = settings;
  }

  /**
   * Those that are asked for, oldest first. One that cannot be read is listed as such.
   *
   * @throws IOException when one of the two folders cannot be read
   */
  public List<JobStatus> all(Predicate<JobStatus> wanted) throws IOException {
    return all(id -> true, wanted);
  }

  /** The same of those whose ids are asked for: only they are read. */
  List<JobStatus> all(Predicate<String> ofId, Predicate<JobStatus> wanted) throws IOException {
    Set<String> ids = ids(settings.work());
    ids.addAll(ids(settings.outbox()));
    ids.removeIf(ofId.negate());
    List<JobStatus> found = new ArrayList<>();
    for (String id : ids) {
      find(id).filter(wanted).ifPresent(found::add);
    }
    found.sort(OLDEST_FIRST);
    return found;
  }

  /**
   * The job of that id, if there is one.
   *
   * @param id may be anything that somebody wrote
   */
  public Optional<JobStatus> find(String id) {
    return JobId.is(id) ? inWork(id).or(() -> inOutbox(id)) : Optional.empty();
  }

  /** Whether a job of that id has not ended. */
  boolean isInWork(String id) {
    return JobId.is(id) && isFolder(settings.work().resolve(id));
  }

  private Optional<JobStatus> inWork(String id) {
    if (!isInWork(id)) {
      return Optional.empty();
    }
    Path path = settings.work().resolve(id);
    JobStatus status;
    try {
      status = UnfinishedJob.status(new JobFolder(id, path));
    } catch (IOException | RuntimeException e) {
      // Anybody may have written it, and the others are to be listed.
      status = JobStatus.unreadable(id, e);
    }
    // Asked again: what was read while the folder went to the outbox is worth nothing.
    return isInWork(id) ? Optional.of(status) : Optional.empty();
  }

  private Optional<JobStatus> inOutbox(String id) {
    Path path = settings.outbox().resolve(id);
    if (!isFolder(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(EndedJob.read(path).status(id));
    } catch (IOException | RuntimeException e) {
      return Optional.of(JobStatus.unreadable(id, e));
    }
  }

  private static Set<String> ids(Path folder) throws IOException {
    if (!isFolder(folder)) {
      return new TreeSet<>();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(JobId::is)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** As the id has it, for jobs that cannot be read have no other time. */
  private static String second(JobStatus job) {
    String time = JobId.time(Path.of(job.job()));
    return time.substring(0, time.lastIndexOf('-'));
  }
}
