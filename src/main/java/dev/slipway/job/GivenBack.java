package dev.slipway.job;

import dev.slipway.spec.SpecInvalid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;

/** A job's folder out of an outbox: taken of it is what the job was given, and its lock. */
final class GivenBack {
  /** What tells a job's folder from others. */
  static final List<String> MARKS = List.of(JobFolder.SPEC, Journal.FILE);

  private static final List<String> PARTS =
      List.of(JobFolder.SPEC, Journal.FILE, Unpacking.LOCK, Unpacking.FILES);

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  private GivenBack() {}

  static boolean is(Path folder) {
    return MARKS.stream().allMatch(mark -> FileTree.isFile(folder.resolve(mark)));
  }

  /**
   * Whether it is taken.
   *
   * @param path in the job's folder, with {@code /} between folders
   */
  static boolean takes(String path) {
    return PARTS.contains(path) || path.startsWith(Unpacking.FILES + "/");
  }

  /**
   * Copies what is taken.
   *
   * @throws SpecInvalid when there is a link or a device in it, or the folder has no room for it
   */
  static void copy(Path job, BoundedFolder into) throws IOException, SpecInvalid {
    for (String part : PARTS) {
      if (Files.exists(job.resolve(part), LinkOption.NOFOLLOW_LINKS)) {
        FileTree.copy(job.resolve(part), part, into);
      }
    }
  }

  /** Makes of the copy what the same job begins with. */
  static Unpacking unpacking(Path job) throws IOException {
    Path files = job.resolve(Unpacking.FILES);
    if (!FileTree.isFolder(files)) {
      FileTree.delete(files);
      Files.createDirectory(files);
    }
    Path lock = job.resolve(Unpacking.LOCK);
    if (FileTree.isFile(lock)) {
      FileTree.delete(files.resolve(Unpacking.LOCK));
      Files.move(lock, files.resolve(Unpacking.LOCK), StandardCopyOption.ATOMIC_MOVE);
    }
    return new Unpacking(
        files, new SpecFile(specName(job), Files.readAllBytes(job.resolve(JobFolder.SPEC))));
  }

  /** As the spec was called when it was dropped first: that says what format it has. */
  private static String specName(Path job) {
    try {
      String name = JournalEvent.specName(Journal.open(job).events());
      String file = name.substring(name.lastIndexOf('/') + 1);
      return PLAIN_NAME.matcher(file).matches() ? file : JobFolder.SPEC;
    } catch (IOException | RuntimeException e) {
      // Anybody may have written it, and the spec is good without it.
      return JobFolder.SPEC;
    }
  }
}
