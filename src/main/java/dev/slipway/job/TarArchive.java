package dev.slipway.job;

import static dev.slipway.spec.document.Problem.Code.LIMIT;
import static dev.slipway.spec.document.Problem.Code.PATH;
import static dev.slipway.spec.document.Problem.Code.SYNTAX;

import dev.slipway.packages.Allowance;
import dev.slipway.spec.SpecInvalid;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks a gzipped tar from its beginning to its end. */
final class TarArchive {
  private static final int BUFFER = 1 << 16;

  private final String source;
  private final BoundedFolder into;

  private TarArchive(String source, BoundedFolder into) {
    this.source = source;
    this.into = into;
  }

  static void unpack(Path archive, String source, BoundedFolder into)
      throws IOException, SpecInvalid {
    new TarArchive(source, into).unpack(archive);
  }

  private void unpack(Path archive) throws IOException, SpecInvalid {
    ArchiveEntries entries = new ArchiveEntries(source);
    each(archive, (entry, tar) -> entries.see(Archive.path(entry.getName()), entry.getSize()));
    each(archive, (entry, tar) -> entry(entry, tar, entries));
  }

  /** What is done with an entry; what it does not read is skipped. */
  @FunctionalInterface
  private interface Visit {
    void to(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException, SpecInvalid;
  }

  private void each(Path archive, Visit visit) throws IOException, SpecInvalid {
    try (InputStream file = Files.newInputStream(archive);
        Allowance plain = new Allowance(gunzip(file));
        TarArchiveInputStream tar =
            new TarArchiveInputStream(plain, StandardCharsets.UTF_8.name())) {
      boolean empty = true;
      for (TarArchiveEntry entry = next(tar, plain); entry != null; entry = next(tar, plain)) {
        empty = false;
        plain.allow(entry.getSize() + Allowance.BETWEEN_ENTRIES);
        visit.to(entry, tar);
        if (!entry.isSparse()) {
          // A sparse entry is as long as it says, however little of it there is.
          skip(tar);
        }
      }
      if (empty) {
        throw damaged();
      }
    }
  }

  private void skip(TarArchiveInputStream tar) throws SpecInvalid {
    byte[] buffer = new byte[BUFFER];
    while (read(tar, buffer) >= 0) {
      // Nothing of it is kept.
    }
  }

  private InputStream gunzip(InputStream file) throws SpecInvalid {
    try {
      return new GZIPInputStream(file);
    } catch (IOException e) {
      throw damaged();
    }
  }

  private TarArchiveEntry next(TarArchiveInputStream tar, Allowance plain) throws SpecInvalid {
    plain.allow(Allowance.BETWEEN_ENTRIES);
    try {
      TarArchiveEntry entry = tar.getNextEntry();
      if (entry == null) {
        // The checksum of it all comes last.
        plain.transferTo(OutputStream.nullOutputStream());
      }
      return entry;
    } catch (Allowance.Spent e) {
      throw Refusals.of(source, LIMIT, "", "has more than 1 MiB before an entry or its end", "");
    } catch (IOException | IllegalArgumentException e) {
      throw damaged();
    }
  }

  private void entry(TarArchiveEntry entry, TarArchiveInputStream tar, ArchiveEntries entries)
      throws IOException, SpecInvalid {
    String path = Archive.path(entry.getName());
    if (!entries.takes(path) || entry.isDirectory() && (path.isEmpty() || path.equals("."))) {
      return;
    }
    boolean file = entry.isFile() && !isSpecial(entry);
    if (!file && !entry.isDirectory()) {
      throw into.refused(PATH, entry.getName(), "is a link or a device, not a file");
    }
    if (entry.isDirectory()) {
      into.folder(path);
    } else {
      into.file(path, (entry.getMode() & 0100) != 0, buffer -> read(tar, buffer));
    }
  }

  /** A tar's own word for a plain file leaves out none of these. */
  private static boolean isSpecial(TarArchiveEntry entry) {
    return entry.isSymbolicLink()
        || entry.isLink()
        || entry.isCharacterDevice()
        || entry.isBlockDevice()
        || entry.isFIFO()
        || entry.isSparse();
  }

  private int read(TarArchiveInputStream tar, byte[] buffer) throws SpecInvalid {
    try {
      return tar.read(buffer);
    } catch (IOException e) {
      throw damaged();
    }
  }

  private SpecInvalid damaged() {
    return Refusals.of(
        source, SYNTAX, "", "is not a gzipped tar archive, or is damaged", "pack it again");
  }
}
