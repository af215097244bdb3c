package dev.slipway.packages;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The half-written files of a cache, {@code *.part}: a process that is killed leaves them behind.
 */
public final class PartFiles {
  /** Nothing takes that long to be written, whichever process does. */
  private static final Duration OLD = Duration.ofDays(1);

  private PartFiles() {}

  /** Deletes the old ones, as far as that can be done. */
  public static void sweep(Path folder) {
    Instant old = Instant.now().minus(OLD);
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*.part")) {
      for (Path part : parts) {
        if (Files.getLastModifiedTime(part).toInstant().isBefore(old)) {
          Files.deleteIfExists(part);
        }
      }
    } catch (IOException e) {
      // There is no cache yet, or another process sweeps it too; the next one sees the rest.
      return;
    }
  }
}
