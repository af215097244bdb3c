package dev.slipway.job;

import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.spec.SpecName;
import dev.slipway.spec.SpecReader;
import dev.slipway.spec.SpecSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes specs and opens jobs: the work folder. */
public final class Jobs {
  /** Folders that are not yet, or no longer, jobs; a start finds and finishes them. */
  private static final String TAKING = ".taking-";

  private final Settings settings;
  private final Pipelines pipelines;
  private final JobWatcher watcher;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public Jobs(Settings settings, Pipelines pipelines, JobWatcher watcher, InstantSource clock) {
    this.settings = settings;
    this.pipelines = pipelines;
    this.watcher = watcher;
    this.clock = clock;
  }

  /**
   * Takes a file or a folder out of the inbox. The rename takes it exactly once, whoever else looks
   * at the inbox.
   *
   * @throws IOException when it is gone, is a link or a device, or the disk does not take it; then
   *     it is still where it was
   */
  public JobFolder take(Path dropped) throws IOException {
    if (!FileTree.isFile(dropped) && !FileTree.isFolder(dropped)) {
      throw new NoSuchFileException(dropped.toString(), null, "neither a file nor a folder");
    }
    Path taking = begin(dropped);
    try {
      DurableFile.move(dropped, Inputs.place(taking, dropped));
    } catch (IOException e) {
      // What is tried again soon should not leave a folder each time.
      if (!Inputs.isTaken(taking)) {
        FileTree.delete(taking);
      }
      throw e;
    }
    return accept(taking, dropped.getFileName().toString());
  }

  /**
   * Takes a spec that stays where it is: a file is copied with the files that it names and its
   * lock, a folder or an archive whole.
   *
   * @throws SpecInvalid when what is to be copied has links in it, or is too much
   */
  public JobFolder copy(Path named) throws IOException, SpecInvalid {
    Path path = Inputs.named(named);
    Path taking = begin(path);
    try {
      copy(path, taking);
    } catch (IOException | SpecInvalid e) {
      FileTree.delete(taking);
      throw e;
    }
    return accept(taking, path.getFileName().toString());
  }

  private void copy(Path path, Path taking) throws IOException, SpecInvalid {
    Path place = Inputs.place(taking, path);
    if (FileTree.isFolder(path)) {
      Path copying = Files.createDirectory(taking.resolve(".copying"));
      Unpacking.copy(path, new BoundedFolder(copying, path.getFileName().toString()));
      DurableFile.move(copying, place);
    } else {
      if (!Inputs.isTree(path)) {
        Optional<Spec> spec = readable(SpecSource.beside(path));
        if (spec.isPresent()) {
          Inputs.copyNamed(path, spec.get(), taking);
        }
      }
      DurableFile.copy(path, place);
    }
  }

  /**
   * Opens a job to run it, or to go on with it.
   *
   * @throws SpecInvalid when its spec is not valid, or names a pipeline that is not there
   * @throws IOException when its folder cannot be read
   */
  public Job open(JobFolder folder) throws IOException, SpecInvalid {
    Journal journal = Journal.open(folder.path());
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

  /** The history of a job's folder, oldest first. */
  public static List<JournalEvent> history(JobFolder folder) throws IOException {
    return Journal.open(folder.path()).events();
  }

  /**
   * The jobs that were taken and have not ended, oldest first; what was being taken is taken now.
   */
  public List<JobFolder> unfinished() throws IOException {
    for (Path taking : list(TAKING)) {
      finishTaking(taking);
    }
    return present();
  }

  /** The jobs that are in the work folder now, oldest first. */
  public List<JobFolder> present() throws IOException {
    return list("").stream().map(JobFolder::at).toList();
  }

  /**
   * A folder of its own for the file, with the first line of its journal; nobody sees a job yet.
   */
  private Path begin(Path file) throws IOException {
    String source = file.getFileName().toString();
    Path taking = Files.createDirectory(settings.work().resolve(TAKING + freeId(file, source)));
    Journal.open(taking)
        .append(new JournalEvent.Accepted(clock.instant(), source, Optional.empty()));
    return taking;
  }

  private JobFolder accept(Path taking, String source) throws IOException {
    String id = taking.getFileName().toString().substring(TAKING.length());
    JobFolder folder = new JobFolder(id, settings.work().resolve(id));
    DurableFile.move(taking, folder.path());
    watcher.accepted(folder, source);
    return folder;
  }

  /** A process died while it took a spec: either it had it, or the file is still where it was. */
  private void finishTaking(Path taking) throws IOException {
    if (Inputs.isTaken(taking)) {
      accept(taking, JournalEvent.source(Journal.open(taking).events()));
    } else {
      FileTree.delete(taking);
    }
  }

  private String freeId(Path file, String source) throws IOException {
    String name = name(file, source);
    while (true) {
      String id = JobId.of(name, clock.instant(), random);
      boolean taken =
          Files.exists(settings.work().resolve(TAKING + id))
              || Files.exists(settings.work().resolve(id))
              || Files.exists(settings.outbox().resolve(id));
      if (!taken) {
        return id;
      }
    }
  }

  /** The name that the spec gives; of one that cannot be read yet, what its file name gives. */
  private String name(Path path, String source) throws IOException {
    if (Inputs.isTree(path)) {
      return SpecName.ofFile(source);
    }
    return readable(new SpecSource(path, source, Optional.empty(), Optional.empty()))
        .map(Spec::name)
        .orElse(SpecName.fit(source, "spec"));
  }

  private Optional<Spec> readable(SpecSource source) throws IOException {
    try {
      return Optional.of(read(source));
    } catch (SpecInvalid e) {
      return Optional.empty();
    }
  }

  private Spec read(SpecSource source) throws IOException, SpecInvalid {
    return SpecReader.read(source, pipelines.byName().keySet());
  }

  private List<Path> list(String prefix) throws IOException {
    try (Stream<Path> folders = Files.list(settings.work())) {
      return folders
          .filter(Files::isDirectory)
          .filter(folder -> belongs(folder.getFileName().toString(), prefix))
          .sorted(Comparator.comparing(JobId::time))
          .toList();
    }
  }

  private static boolean belongs(String name, String prefix) {
    return prefix.isEmpty() ? !name.startsWith(".") : name.startsWith(prefix);
  }
}
