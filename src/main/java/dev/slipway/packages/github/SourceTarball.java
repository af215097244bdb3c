package dev.slipway.packages.github;

import dev.slipway.packages.Allowance;
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
  private static final int MOST_ENTRIES = 200_000;

  private SourceTarball() {}

  /**
   * Reads the text of the DESCRIPTION in that folder, and the tarball to its end.
   *
   * @return empty when the folder has none
   * @throws Unsafe when unpacking it would write or lead elsewhere, or fill the disk
   * @throws IOException when the file is not a whole gzipped tar
   */
  static Optional<String> description(Path tarball, Optional<String> folder) throws IOException {
    String wanted = folder.map(f -> f + "/").orElse("") + "DESCRIPTION";
    Optional<String> found = Optional.empty();
    TarPaths paths = new TarPaths();
    int entries = 0;
    try (InputStream file = new BufferedInputStream(Files.newInputStream(tarball));
        Allowance plain = new Allowance(new GZIPInputStream(file));
        TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      for (TarArchiveEntry entry = plain.next(tar); entry != null; entry = plain.next(tar)) {
        paths.add(entry);
        if (entry.isFile() && belowTop(entry.getName()).equals(wanted)) {
          found = Optional.of(text(tar));
        }
        requireBounded(tar.getBytesRead(), ++entries);
      }
    } catch (Allowance.Spent e) {
      throw new Unsafe("it has more than 1 MiB before an entry or its end");
    }
    return found;
  }

  private static String belowTop(String path) {
    return path.substring(path.indexOf('/') + 1);
  }

  private static String text(InputStream description) throws IOException {
    byte[] text = description.readNBytes(LONGEST_DESCRIPTION + 1);
    if (text.length > LONGEST_DESCRIPTION) {
      throw new Unsafe("its DESCRIPTION is larger than 1 MiB");
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  private static void requireBounded(long bytes, int entries) throws Unsafe {
    if (bytes > LARGEST_UNPACKED) {
      throw new Unsafe("it unpacks to more than 2 GiB");
    }
    if (entries > MOST_ENTRIES) {
      throw new Unsafe("it has more than " + MOST_ENTRIES + " files");
    }
  }

  /** An archive that is not unpacked; the same would come again. */
  static final class Unsafe extends IOException {
    private static final long serialVersionUID = 1L;

    Unsafe(String problem) {
      super(problem);
    }
  }
}
