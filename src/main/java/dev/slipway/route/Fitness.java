package dev.slipway.route;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;

/** What in the inbox is never taken, and why. Nothing is opened and no link is followed. */
final class Fitness {
  private static final List<PosixFilePermission> READABLE =
      List.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.OTHERS_READ);

  private Fitness() {}

  /**
   * Why something cannot be taken, and what to do about it; empty when it can.
   *
   * @param attributes its own, not those of what a link leads to
   */
  static Optional<String> lacks(Path path, PosixFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      return Optional.of("it is a link, and none is followed; drop what it leads to");
    }
    if (attributes.isOther()) {
      return Optional.of("it is a pipe, a socket or a device; drop a file");
    }
    if (attributes.isDirectory()) {
      // A rename changes the folder too: its entry for the folder above it.
      return Files.isReadable(path) && Files.isWritable(path) && Files.isExecutable(path)
          ? Optional.empty()
          : Optional.of("the user who runs this may not read and write in it; make it so");
    }
    if (path.toString().endsWith(".reason.json")) {
      return Optional.of("it says why a job failed; drop the spec that lay beside it");
    }
    return isReadable(path, attributes)
        ? Optional.empty()
        : Optional.of("the user who runs this may not read it; make it so");
  }

  /** The superuser may read all, but who lets nobody read a file does not want it to be taken. */
  private static boolean isReadable(Path path, PosixFileAttributes attributes) {
    return attributes.permissions().stream().anyMatch(READABLE::contains) && Files.isReadable(path);
  }
}
