package dev.slipway.packages;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A repository's files as GitHub packs them: a gzipped tar with one folder at the top. */
final class SourceTarball {
  private static final int LONGEST_DESCRIPTION = 1 << 20;
  private static final long LARGEST_UNPACKED = 2L << 30;

  private SourceTarball() {}

  /**
   * Reads the DESCRIPTION of the package in that folder, and the tarball to its end.
   *
   * @return empty when the folder holds no DESCRIPTION that names a package and its version
   * @throws IOException when the file is not a whole gzipped tar, or unpacks to more than 2 GiB
   */
  static Optional<Description> describe(Path tarball, Optional<String> folder) throws IOException {
    String wanted = folder.map(f -> f + "/").orElse("") + "DESCRIPTION";
    Optional<Description> found = Optional.empty();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(tarball));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile() && belowTop(entry.getName()).equals(wanted)) {
          byte[] text = tar.readNBytes(LONGEST_DESCRIPTION);
          found = description(new String(text, StandardCharsets.UTF_8));
        }
        requireBounded(tar.getBytesRead());
      }
    }
    return found;
  }

  private static String belowTop(String path) {
    return path.substring(path.indexOf('/') + 1);
  }

  private static Optional<Description> description(String text) {
    try {
      return Optional.of(Description.of(Dcf.readFirst(text)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void requireBounded(long bytes) throws IOException {
    if (bytes > LARGEST_UNPACKED) {
      throw new IOException("it unpacks to more than 2 GiB");
    }
  }
}
