package dev.slipway.job;

import dev.slipway.spec.Spec;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.spec.SpecSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How what is dropped, a file, a folder or an archive, becomes a job's spec and files. */
final class Inputs {
  private static final Logger LOG = LoggerFactory.getLogger(Inputs.class);

  /** A folder or an archive that is not unpacked yet; an archive keeps its ending. */
  private static final String INPUT = "input";

  private static final String UNPACKING = ".unpacking";

  private Inputs() {}

  /** Whether it holds a spec among other files, rather than being one. */
  static boolean isTree(Path path) {
    return FileTree.isFolder(path) || Archive.ending(path.getFileName().toString()).isPresent();
  }

  /** What a command line names: of a link to a folder, the folder. */
  static Path named(Path path) throws IOException {
    return Files.isDirectory(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
  }

  /** Where the job's folder takes it in: nobody has looked into it yet. */
  static Path place(Path taking, Path dropped) {
    if (!isTree(dropped)) {
      return taking.resolve(JobFolder.SPEC);
    }
    Optional<String> ending =
        FileTree.isFolder(dropped)
            ? Optional.empty()
            : Archive.ending(dropped.getFileName().toString());
    return taking.resolve(INPUT + ending.orElse(""));
  }

  /** Whether a job's folder has what was dropped, and not only a copy of it. */
  static boolean isTaken(Path folder) throws IOException {
    return DroppedFile.isTaken(folder) || waiting(folder).isPresent();
  }

  /**
   * Makes {@code spec.yaml} and {@code files} of what waits to be unpacked. Nothing of it is used
   * until {@code spec.yaml} is on the disk, so after a crash it begins anew.
   *
   * @throws SpecInvalid when it breaks a limit or has no spec; then it stays as it was
   */
  static void unpack(JobFolder folder, Journal journal, Instant now)
      throws IOException, SpecInvalid {
    Optional<Path> input = waiting(folder.path());
    if (input.isEmpty()) {
      return;
    }
    Path scratch = folder.path().resolve(UNPACKING);
    if (!Files.exists(folder.spec())) {
      FileTree.delete(scratch);
      FileTree.delete(folder.files());
      try {
        unpack(input.get(), scratch, folder, journal, now);
      } catch (SpecInvalid e) {
        FileTree.delete(scratch);
        throw e;
      }
    }
    FileTree.delete(scratch);
    deleteUsed(input.get());
  }

  /** The job has all that it needs: what cannot be deleted is in its way no more than a log. */
  private static void deleteUsed(Path input) {
    try {
      FileTree.delete(input);
    } catch (IOException e) {
      LOG.warn("{} is not needed any more and cannot be deleted: {}", input, e.toString());
    }
  }

  private static void unpack(
      Path input, Path scratch, JobFolder folder, Journal journal, Instant now)
      throws IOException, SpecInvalid {
    Unpacking unpacking = Unpacking.of(input, JournalEvent.source(journal.events()), scratch);
    journal.append(new JournalEvent.Unpacked(now, unpacking.spec().name()));
    FileTree.flush(unpacking.files());
    DurableFile.move(unpacking.files(), folder.files());
    DurableFile.write(folder.spec(), unpacking.spec().bytes());
  }

  /** Where the spec of a job is read from, once nothing waits to be unpacked. */
  static SpecSource source(JobFolder folder, List<JournalEvent> history) {
    return source(folder.spec(), JournalEvent.specName(history), folder.files());
  }

  /** Where a spec that came with files is read from: a Dockerfile among them goes with it. */
  static SpecSource source(Path spec, String name, Path files) {
    Optional<String> dockerfile =
        Optional.of(SpecFile.DOCKERFILE)
            .filter(file -> FileTree.isFile(files.resolve(file)))
            .map(file -> "./" + file);
    return new SpecSource(spec, name, Optional.of(files), dockerfile);
  }

  /**
   * Copies the files that a spec by itself names, and its lock, from beside it.
   *
   * @throws SpecInvalid when there is a link in them, or they are too many or too large
   */
  static void copyNamed(Path file, Spec spec, Path taking) throws IOException, SpecInvalid {
    Path lock = lockBeside(file);
    List<Path> named = outermost(spec.namedPaths());
    if (named.isEmpty() && !FileTree.isFile(lock)) {
      return;
    }
    Path files = Files.createDirectory(taking.resolve(Unpacking.FILES));
    BoundedFolder into = new BoundedFolder(files, file.getFileName().toString());
    Path folder = file.toAbsolutePath().getParent();
    for (Path path : named) {
      FileTree.copy(folder.resolve(path), path.toString(), into);
    }
    if (FileTree.isFile(lock)) {
      DurableFile.copy(lock, files.resolve(Unpacking.LOCK));
    }
  }

  /** Those that are not in another one of them: they are copied with it. */
  private static List<Path> outermost(List<String> named) {
    Path all = Path.of("");
    List<Path> paths = named.stream().map(path -> Path.of(path).normalize()).distinct().toList();
    return paths.contains(all)
        ? List.of(all)
        : paths.stream()
            .filter(path -> paths.stream().noneMatch(o -> !o.equals(path) && path.startsWith(o)))
            .toList();
  }

  /** {@code demo.lock.json} for {@code demo.yaml}; it need not be there. */
  static Path lockBeside(Path spec) {
    String name = spec.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    return spec.resolveSibling(stem + "." + Unpacking.LOCK);
  }

  private static Optional<Path> waiting(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths
          .filter(
              path ->
                  path.getFileName().toString().matches(INPUT + "(?:\\.zip|\\.tar\\.gz|\\.tgz)?"))
          .filter(path -> FileTree.isFile(path) || FileTree.isFolder(path))
          .findFirst();
    }
  }
}
