package dev.slipway.job;

import dev.slipway.spec.document.DocumentReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A spec's file on its way from the inbox into its job: copied first, then renamed to {@code
 * .dropped} in the job's folder, which exactly one process can do, and deleted once the job is
 * there. One that is larger than a spec may be is not copied, for it is only rejected.
 */
final class DroppedFile {
  /** The file itself; where it is, it has been taken. */
  static final String NAME = ".dropped";

  private DroppedFile() {}

  /**
   * Its content, and of one that is too large the beginning.
   *
   * @param source its name as the user knows it
   * @throws IOException when it is a link, is gone, or may not be read
   */
  static byte[] read(Path file, String source) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(DocumentReader.largest(source) + 1);
    }
  }

  /** Puts its content on the disk as the job's spec, unless it is too large. */
  static void copy(byte[] content, String source, Path taking) throws IOException {
    Path spec = taking.resolve(JobFolder.SPEC);
    if (content.length <= DocumentReader.largest(source)) {
      DurableFile.write(spec, content);
    } else {
      Files.deleteIfExists(spec);
    }
  }

  static boolean isTaken(Path taking) {
    return Files.exists(taking.resolve(NAME), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Sees to it that the copy is what was taken: its writer may have gone on, or another file may
   * have got its name, between the copy and the rename.
   */
  static void settle(Path taking, String source) throws IOException {
    Path dropped = taking.resolve(NAME);
    Path spec = taking.resolve(JobFolder.SPEC);
    if (!Files.exists(spec) || Files.mismatch(dropped, spec) >= 0) {
      copy(read(dropped, source), source, taking);
      DurableFile.flush(dropped);
    }
  }

  /** Leaves a job's folder with its spec alone, wherever a crash has stopped this. */
  static void finish(Path job) throws IOException {
    Path dropped = job.resolve(NAME);
    Path spec = job.resolve(JobFolder.SPEC);
    if (FileTree.isFile(dropped) && !Files.exists(spec)) {
      DurableFile.move(dropped, spec);
    } else {
      FileTree.delete(dropped);
    }
  }
}
