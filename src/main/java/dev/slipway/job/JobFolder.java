package dev.slipway.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A spec that was taken: its bytes, or the folder or archive that holds them, and the first line of
 * its journal are on the disk.
 *
 * @param id the job's id
 * @param path {@code work/<id>}
 */
public record JobFolder(String id, Path path) {
  /** The accepted bytes, unchanged. */
  public static final String SPEC = "spec.yaml";

  /** An empty file that asks for the job to be cancelled. */
  public static final String CANCEL = ".cancel";

  /** A folder found in the work folder. */
  static JobFolder at(Path path) {
    return new JobFolder(path.getFileName().toString(), path);
  }

  /** The file with the accepted bytes; not there while a folder or an archive is not unpacked. */
  public Path spec() {
    return path.resolve(SPEC);
  }

  /** Whether somebody has asked for the job to be cancelled. */
  public boolean isCancelRequested() {
    return Files.exists(path.resolve(CANCEL));
  }

  /**
   * Leaves nothing in it that was only on its way: half a file of a process that was killed, a
   * request that nobody needs to see any more. Everything at its top whose name begins with a dot.
   */
  public void tidy() throws IOException {
    DroppedFile.finish(path);
    for (Path entry : FileTree.list(path)) {
      if (entry.getFileName().toString().startsWith(".")) {
        FileTree.delete(entry);
      }
    }
  }

  /** The folder with the files that came with the spec; not there when none came. */
  public Path files() {
    return path.resolve(Unpacking.FILES);
  }
}
