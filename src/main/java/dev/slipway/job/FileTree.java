package dev.slipway.job;

import static dev.slipway.spec.document.Problem.Code.PATH;

import dev.slipway.spec.SpecInvalid;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Files and folders as they lie on a disk. No link is ever followed. */
public final class FileTree {
  private FileTree() {}

  /**
   * Copies a file, or a folder with all that is in it.
   *
   * @param path of the copy; empty for the folder that is filled itself
   * @throws SpecInvalid when there is a link or a device in it, or the folder has no room for it
   */
  static void copy(Path from, String path, BoundedFolder into) throws IOException, SpecInvalid {
    PosixFileAttributes attributes =
        Files.readAttributes(from, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isDirectory()) {
      if (!path.isEmpty()) {
        into.folder(path);
      }
      for (Path below : some(from)) {
        String name = below.getFileName().toString();
        copy(below, path.isEmpty() ? name : path + "/" + name, into);
      }
    } else if (attributes.isRegularFile()) {
      boolean executable = attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
      try (InputStream content = open(from, path, into)) {
        into.file(path, executable, content::read);
      }
    } else {
      throw into.refused(PATH, path, "is a link or a device, not a file");
    }
  }

  private static InputStream open(Path file, String path, BoundedFolder into)
      throws IOException, SpecInvalid {
    try {
      return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    } catch (AccessDeniedException e) {
      throw into.refused(PATH, path, "may not be read by the user who runs this");
    }
  }

  /**
   * Whether that is a folder with a file in it where nothing has changed for so long. Of a folder
   * with more in it than may be taken only a part is looked at.
   *
   * @param alone a time of change as far in the future counts too: two clocks may differ
   */
  public static boolean isSettled(Path folder, Instant now, Duration alone) {
    if (!isFolder(folder)) {
      return false;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> all = paths.limit(BoundedFolder.MOST_ENTRIES + 1).toList();
      for (Path path : all) {
        FileTime changed = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
        if (Duration.between(changed.toInstant(), now).abs().compareTo(alone) < 0) {
          return false;
        }
      }
      return all.stream().anyMatch(path -> !isFolder(path));
    } catch (IOException | UncheckedIOException e) {
      // It changes while it is looked at, or nobody may look.
      return false;
    }
  }

  /** Copies a folder that is known to have nothing but files and folders in it. */
  public static void copy(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(from)) {
      all = paths.toList();
    }
    for (Path path : all) {
      Files.copy(
          path,
          to.resolve(from.relativize(path).toString()),
          StandardCopyOption.COPY_ATTRIBUTES,
          LinkOption.NOFOLLOW_LINKS);
    }
  }

  /**
   * Makes last what is in a file, or in a folder and all that is below it. What may not be read,
   * and what is beyond the limits of {@link BoundedFolder}, is passed over: nothing will be made of
   * it.
   */
  public static void flush(Path path) throws IOException {
    Files.walkFileTree(path, new Flushing());
  }

  private static final class Flushing extends SimpleFileVisitor<Path> {
    private int files;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile()) {
        flushReadable(file);
      }
      return ++files > ArchiveEntries.MOST ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof AccessDeniedException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      flushReadable(folder);
      return super.postVisitDirectory(folder, failure);
    }

    private static void flushReadable(Path path) throws IOException {
      if (Files.isReadable(path)) {
        DurableFile.flush(path);
      }
    }
  }

  /** Deletes a file or a folder with all that is in it; nothing happens when there is none. */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      // Nobody may delete from a folder that is read-only, be it his own; of somebody else's
      // folder that all may write to, nobody but its owner may change the permissions.
      if (!mayDeleteFrom(path)) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
      for (Path below : list(path)) {
        delete(below);
      }
    }
    Files.delete(path);
  }

  private static boolean mayDeleteFrom(Path folder) {
    return Files.isReadable(folder) && Files.isWritable(folder) && Files.isExecutable(folder);
  }

  /** What is in a folder, by name. */
  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    }
  }

  /** No more of it than is needed to see that it is too much. */
  static List<Path> some(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.limit(BoundedFolder.MOST_ENTRIES + 1).sorted().toList();
    }
  }

  static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }
}
