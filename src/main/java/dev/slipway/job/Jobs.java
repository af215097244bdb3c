package dev.slipway.job;

import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.spec.SpecReader;
import dev.slipway.spec.SpecSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes specs and opens jobs: the work folder. */
public final class Jobs {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  private final Settings settings;
  private final Pipelines pipelines;
  private final JobWatcher watcher;
  private final InstantSource clock;
  private final Acceptance acceptance;
  private final Set<Path> passedOver = ConcurrentHashMap.newKeySet();

  public Jobs(Settings settings, Pipelines pipelines, JobWatcher watcher, InstantSource clock) {
    this.settings = settings;
    this.pipelines = pipelines;
    this.watcher = watcher;
    this.clock = clock;
    this.acceptance = new Acceptance(settings, pipelines.byName().keySet(), watcher, clock);
  }

  /**
   * Takes a file or a folder out of the inbox. A rename takes it exactly once, whoever else looks
   * at the inbox; what a job is made of is on the disk before.
   *
   * @throws NoSuchFileException when it is gone, because another process took it, or is a link or a
   *     device
   * @throws IOException when it may not be read, or the disk does not take it; then it is still
   *     where it was
   */
  public JobFolder take(Path dropped) throws IOException {
    return acceptance.take(dropped);
  }

  /**
   * Takes a spec that stays where it is: a file is copied with the files that it names and its
   * lock, a folder or an archive whole.
   *
   * @throws SpecInvalid when what is to be copied has links in it, or is too much
   */
  public JobFolder copy(Path named) throws IOException, SpecInvalid {
    return acceptance.copy(named);
  }

  /**
   * Opens a job to run it, or to go on with it.
   *
   * @throws SpecInvalid when its spec is not valid, or names a pipeline that is not there
   * @throws JournalDamaged when nobody can tell what of it is done
   * @throws IOException when its folder cannot be read; {@link UnreadableJob} says why
   */
  public Job open(JobFolder folder) throws IOException, SpecInvalid {
    Journal journal = Journal.open(folder.path());
    if (journal.events().isEmpty()) {
      throw new JournalDamaged(1, "is gone");
    }
    DroppedFile.finish(folder.path());
    Inputs.unpack(folder, journal, clock.instant());
    Spec spec = read(Inputs.source(folder, journal.events()));
    Pipeline pipeline = pipelines.get(spec.pipeline());
    return new Job(
        folder,
        spec,
        settings.push() ? pipeline : pipeline.before("push"),
        journal,
        watcher,
        clock);
  }

  /**
   * The history of a job's folder, oldest first.
   *
   * @throws IOException when it is damaged, or cannot be read
   */
  public static List<JournalEvent> history(JobFolder folder) throws IOException {
    return Journal.open(folder.path()).events();
  }

  /** The history of a job that cannot be opened, as far as it can be read. */
  public static List<JournalEvent> readableHistory(JobFolder folder) {
    return Journal.readable(folder.path());
  }

  /** Writes the history of a job, as far as it can be read, into another folder like a job's. */
  public static void copyHistory(JobFolder job, Path folder) throws IOException {
    Journal.copy(job.path(), folder);
  }

  /**
   * Puts a damaged journal of a job aside, as {@code journal.jsonl.damaged}, so that nobody takes
   * it for one.
   */
  public static void quarantine(JobFolder folder) throws IOException {
    Journal.quarantine(folder.path());
  }

  /**
   * The jobs that were taken and have not ended, oldest first. What an earlier process was taking
   * is taken now, so nobody may be taking anything: this is for a start.
   *
   * @throws IOException when the work folder cannot be read
   */
  public List<JobFolder> unfinished() throws IOException {
    for (Path taking : list(Acceptance.TAKING)) {
      try {
        acceptance.finish(taking);
      } catch (IOException e) {
        LOG.error("{} stays for the next start: it cannot be made a job", taking, e);
      }
    }
    return inWork();
  }

  /**
   * The jobs that were taken and have not ended, oldest first. What somebody else put in the work
   * folder is passed over.
   *
   * @throws IOException when the work folder cannot be read
   */
  public List<JobFolder> inWork() throws IOException {
    return list("").stream().map(JobFolder::at).toList();
  }

  private List<Path> list(String prefix) throws IOException {
    try (Stream<Path> paths = Files.list(settings.work())) {
      return paths
          .filter(path -> path.getFileName().toString().startsWith(prefix))
          .filter(path -> belongs(path, prefix))
          .sorted(Comparator.comparing(JobId::time))
          .toList();
    }
  }

  private boolean belongs(Path path, String prefix) {
    String name = path.getFileName().toString().substring(prefix.length());
    if (JobId.is(name) && FileTree.isFolder(path)) {
      return true;
    }
    if (!name.startsWith(".") && passedOver.add(path)) {
      LOG.warn("{} is no job's folder and is left alone", path);
    }
    return false;
  }

  private Spec read(SpecSource source) throws IOException, SpecInvalid {
    return SpecReader.read(source, pipelines.byName().keySet(), settings.allowed());
  }
}
