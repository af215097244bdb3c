package dev.slipway.job;

import static dev.slipway.spec.document.Problem.Code.LIMIT;

import dev.slipway.spec.SpecInvalid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The archives that may be dropped, told by the end of their name. */
final class Archive {
  static final long LARGEST = 50L << 20;

  private static final List<String> ENDINGS = List.of(".zip", ".tar.gz", ".tgz");

  private Archive() {}

  /** {@code .zip}, {@code .tar.gz} or {@code .tgz}; empty for a file that is no archive. */
  static Optional<String> ending(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ENDINGS.stream().filter(lower::endsWith).findFirst();
  }

  /**
   * Unpacks all of it.
   *
   * @throws SpecInvalid when it is no archive, is damaged or too large, or has an entry that leads
   *     out, is no plain file or folder, or is there twice
   */
  static void unpack(Path archive, String source, BoundedFolder into)
      throws IOException, SpecInvalid {
    if (Files.size(archive) > LARGEST) {
      throw Refusals.of(
          source, LIMIT, "", "the archive is larger than %d MiB".formatted(LARGEST >> 20), "");
    }
    if (ending(archive.getFileName().toString()).equals(Optional.of(".zip"))) {
      ZipArchive.unpack(archive, source, into);
    } else {
      TarArchive.unpack(archive, source, into);
    }
  }

  /** The path of an entry: a folder's has a slash at its end. */
  static String path(String entry) {
    String path = entry.startsWith("./") ? entry.substring(2) : entry;
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** What macOS puts beside the files of an archive. */
  static boolean isAside(String path) {
    return path.equals("__MACOSX") || path.startsWith("__MACOSX/");
  }
}
