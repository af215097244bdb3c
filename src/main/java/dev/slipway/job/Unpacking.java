package dev.slipway.job;

import dev.slipway.spec.SpecInvalid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      copy(input, into);
    } else {
      Archive.unpack(input, source, into);
    }
    Path top = top(scratch);
    return GivenBack.is(top)
        ? GivenBack.unpacking(top)
        : new Unpacking(top, SpecFile.in(top, source));
  }

  /**
   * Copies a folder, or what is taken of one out of an outbox.
   *
   * @throws SpecInvalid when there is a link or a device in it, or it is too much
   */
  static void copy(Path folder, BoundedFolder into) throws IOException, SpecInvalid {
    Path top = top(folder);
    if (GivenBack.is(top)) {
      GivenBack.copy(top, into);
    } else {
      FileTree.copy(folder, "", into);
    }
  }

  /** The one folder at the top, when there is nothing beside it. */
  private static Path top(Path folder) throws IOException {
    List<Path> all =
        FileTree.some(folder).stream()
            .filter(path -> !path.getFileName().toString().equals(".DS_Store"))
            .toList();
    return all.size() == 1 && FileTree.isFolder(all.get(0)) ? all.get(0) : folder;
  }
}
