package dev.slipway.job;

import dev.slipway.spec.SpecInvalid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What came in a folder or an archive: a spec, and the files that it may name.
 *
 * @param files the folder with the files; their paths begin there
 * @param spec the spec among them
 */
record Unpacking(Path files, SpecFile spec) {
  /** Where a job's folder has the files; also the name that every step knows. */
  static final String FILES = "files";

  /** A lock among the files, or beside them in a job's folder. */
  static final String LOCK = "lock.json";

  /**
   * Copies or unpacks it, and finds the spec.
   *
   * @param input a folder or an archive
   * @param source its name as the user knows it
   * @param scratch does not exist; everything is written below it
   * @throws SpecInvalid when it breaks a limit or has no spec
   */
  static Unpacking of(Path input, String source, Path scratch) throws IOException, SpecInvalid {
    Files.createDirectory(scratch);
    BoundedFolder into = new BoundedFolder(scratch, source);
    if (FileTree.isFolder(input)) {
      FileTree.copy(input, "", into);
    } else {
      Archive.unpack(input, source, into);
    }
    Path top = top(scratch);
    return isJob(top) ? ofJob(top) : new Unpacking(top, SpecFile.in(top, source));
  }

  /** The one folder at the top of an archive, when there is nothing beside it. */
  private static Path top(Path scratch) throws IOException {
    List<Path> all =
        FileTree.list(scratch).stream()
            .filter(path -> !path.getFileName().toString().equals(".DS_Store"))
            .toList();
    return all.size() == 1 && FileTree.isFolder(all.get(0)) ? all.get(0) : scratch;
  }

  /** Whether it is a job's folder out of an outbox. */
  private static boolean isJob(Path folder) {
    return FileTree.isFile(folder.resolve(Journal.FILE))
        && FileTree.isFile(folder.resolve(JobFolder.SPEC));
  }

  private static Unpacking ofJob(Path job) throws IOException {
    Path files = job.resolve(FILES);
    if (!FileTree.isFolder(files)) {
      FileTree.delete(files);
      Files.createDirectory(files);
    }
    Path lock = job.resolve(LOCK);
    if (FileTree.isFile(lock)) {
      FileTree.delete(files.resolve(LOCK));
      Files.move(lock, files.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
    }
    return new Unpacking(
        files, new SpecFile(specName(job), Files.readAllBytes(job.resolve(JobFolder.SPEC))));
  }

  /** As the spec was called when it was dropped first: that says what format it has. */
  private static String specName(Path job) {
    try {
      String name = JournalEvent.specName(Journal.open(job).events());
      return name.substring(name.lastIndexOf('/') + 1);
    } catch (IOException e) {
      return JobFolder.SPEC;
    }
  }
}
