package dev.slipway.job;

import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.spec.SpecName;
import dev.slipway.spec.SpecReader;
import dev.slipway.spec.SpecSource;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a spec becomes a job: in a folder {@code .taking-<id>} that nobody takes for a job, with the
 * first line of its journal before all else, until one rename makes it one.
 */
final class Acceptance {
  /** What the names of folders begin with that are not yet jobs. */
  static final String TAKING = ".taking-";

  private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);

  private final Settings settings;
  private final Set<String> pipelines;
  private final JobWatcher watcher;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  Acceptance(Settings settings, Set<String> pipelines, JobWatcher watcher, InstantSource clock) {
    this.settings = settings;
    this.pipelines = pipelines;
    this.watcher = watcher;
    this.clock = clock;
  }

  /** As {@link Jobs#take} says. */
  JobFolder take(Path dropped) throws IOException {
    String source = dropped.getFileName().toString();
    if (!FileTree.isFile(dropped) && !FileTree.isFolder(dropped)) {
      throw new NoSuchFileException(dropped.toString(), null, "neither a file nor a folder");
    }
    return Inputs.isTree(dropped) ? takeTree(dropped, source) : takeFile(dropped, source);
  }

  private JobFolder takeFile(Path dropped, String source) throws IOException {
    byte[] content = DroppedFile.read(dropped, source);
    Path taking = begin(name(content, dropped, source), source);
    try {
      DroppedFile.copy(content, source, taking);
    } catch (IOException e) {
      FileTree.delete(taking);
      throw e;
    }
    Path place = taking.resolve(DroppedFile.NAME);
    claim(dropped, taking, place);
    try {
      DroppedFile.settle(taking, source);
    } catch (IOException e) {
      putBack(place, dropped);
      FileTree.delete(taking);
      throw e;
    }
    return accept(taking, source);
  }

  private JobFolder takeTree(Path dropped, String source) throws IOException {
    Path taking = begin(SpecName.ofFile(source), source);
    Path place = Inputs.place(taking, dropped);
    claim(dropped, taking, place);
    try {
      FileTree.flush(place);
    } catch (IOException e) {
      putBack(place, dropped);
      FileTree.delete(taking);
      throw e;
    }
    return accept(taking, source);
  }

  /** The rename that only one process can do. */
  private static void claim(Path dropped, Path taking, Path place) throws IOException {
    try {
      DurableFile.move(dropped, place);
    } catch (IOException e) {
      // What is tried again soon should not leave a folder each time.
      if (!Inputs.isTaken(taking)) {
        FileTree.delete(taking);
      }
      throw e;
    }
    if (!FileTree.isFile(place) && !FileTree.isFolder(place)) {
      putBack(place, dropped);
      FileTree.delete(taking);
      throw new NoSuchFileException(dropped.toString(), null, "a link or a device took its name");
    }
  }

  /** Something else had got the name of what was looked at; by now there may be a third. */
  private static void putBack(Path place, Path dropped) throws IOException {
    Path free = dropped;
    for (int i = 1; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
      free = dropped.resolveSibling(dropped.getFileName() + "-" + i);
    }
    Files.move(place, free);
  }

  /** As {@link Jobs#copy} says. */
  JobFolder copy(Path named) throws IOException, SpecInvalid {
    Path path = Inputs.named(named);
    String source = path.getFileName().toString();
    Path taking = begin(name(path, source), source);
    try {
      copy(path, taking);
    } catch (IOException | SpecInvalid e) {
      FileTree.delete(taking);
      throw e;
    }
    return accept(taking, source);
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
    FileTree.flush(taking);
  }

  /**
   * A process died while it took a spec: either it had it, or the file is still where it was, and
   * what was made for it is deleted.
   */
  void finish(Path taking) throws IOException {
    String source = JournalEvent.source(Journal.readable(taking));
    if (DroppedFile.isTaken(taking)) {
      Path dropped = taking.resolve(DroppedFile.NAME);
      if (FileTree.isFile(dropped)) {
        DroppedFile.settle(taking, source);
        accept(taking, source);
        return;
      }
      putBack(dropped, settings.inbox().resolve(source));
    }
    if (Inputs.isTaken(taking)) {
      FileTree.flush(taking);
      accept(taking, source);
    } else {
      FileTree.delete(taking);
    }
  }

  /** A folder of its own, with the first line of its journal; nobody sees a job yet. */
  private Path begin(String name, String source) throws IOException {
    Path taking = newFolder(name);
    try {
      Journal.open(taking)
          .append(new JournalEvent.Accepted(clock.instant(), source, Optional.empty()));
      DurableFile.flush(settings.work());
    } catch (IOException e) {
      FileTree.delete(taking);
      throw e;
    }
    return taking;
  }

  private JobFolder accept(Path taking, String source) throws IOException {
    String id = taking.getFileName().toString().substring(TAKING.length());
    JobFolder folder = new JobFolder(id, settings.work().resolve(id));
    DurableFile.move(taking, folder.path());
    try {
      DroppedFile.finish(folder.path());
    } catch (IOException e) {
      LOG.warn("{} keeps a second copy of its spec until it is opened: {}", id, e.toString());
    }
    watcher.accepted(folder, source);
    return folder;
  }

  private Path newFolder(String name) throws IOException {
    while (true) {
      String id = JobId.of(name, clock.instant(), random);
      if (!Files.exists(settings.work().resolve(id))
          && !Files.exists(settings.outbox().resolve(id))) {
        try {
          return Files.createDirectory(settings.work().resolve(TAKING + id));
        } catch (FileAlreadyExistsException e) {
          LOG.debug("{} is taken; another number is drawn", id);
        }
      }
    }
  }

  /** The name that the spec gives; of one that cannot be read yet, what its file name gives. */
  private String name(byte[] content, Path file, String source) {
    try {
      return SpecReader.read(alone(file, source), content, pipelines, settings.allowed()).name();
    } catch (SpecInvalid e) {
      return SpecName.fit(source, "spec");
    }
  }

  private String name(Path path, String source) throws IOException {
    if (Inputs.isTree(path)) {
      return SpecName.ofFile(source);
    }
    return readable(alone(path, source)).map(Spec::name).orElse(SpecName.fit(source, "spec"));
  }

  private static SpecSource alone(Path file, String source) {
    return new SpecSource(file, source, Optional.empty(), Optional.empty());
  }

  private Optional<Spec> readable(SpecSource source) throws IOException {
    try {
      return Optional.of(SpecReader.read(source, pipelines, settings.allowed()));
    } catch (SpecInvalid e) {
      return Optional.empty();
    }
  }
}
