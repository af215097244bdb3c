package dev.slipway.job;

import static dev.slipway.spec.document.Problem.Code.LIMIT;
import static dev.slipway.spec.document.Problem.Code.PATH;
import static dev.slipway.spec.document.Problem.Code.SYNTAX;

import dev.slipway.spec.SpecInvalid;
import java.io.FilterInputStream;
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
  /** The parser keeps what stands between two entries in memory: long names, attributes. */
  private static final long MOST_BETWEEN_ENTRIES = 1L << 20;

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
    try (InputStream file = Files.newInputStream(archive);
        Allowance plain = new Allowance(gunzip(file));
        TarArchiveInputStream tar =
            new TarArchiveInputStream(plain, StandardCharsets.UTF_8.name())) {
      boolean empty = true;
      for (TarArchiveEntry entry = next(tar, plain); entry != null; entry = next(tar, plain)) {
        empty = false;
        plain.allow(BoundedFolder.MOST_BYTES + MOST_BETWEEN_ENTRIES);
        entry(entry, tar);
      }
      if (empty) {
        throw damaged();
      }
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
    plain.allow(MOST_BETWEEN_ENTRIES);
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

  private void entry(TarArchiveEntry entry, TarArchiveInputStream tar)
      throws IOException, SpecInvalid {
    String path = Archive.path(entry.getName());
    if (Archive.isAside(path) || entry.isDirectory() && (path.isEmpty() || path.equals("."))) {
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

  /** A stream that is read no further than it was last allowed to. */
  private static final class Allowance extends FilterInputStream {
    private long left;

    Allowance(InputStream in) {
      super(in);
    }

    void allow(long bytes) {
      left = bytes;
    }

    @Override
    public int read() throws IOException {
      spend(1);
      return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      spend(Math.max(read, 0));
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = in.skip(count);
      spend(skipped);
      return skipped;
    }

    private void spend(long bytes) throws Spent {
      left -= bytes;
      if (left < 0) {
        throw new Spent();
      }
    }

    private static final class Spent extends IOException {
      private static final long serialVersionUID = 1L;
    }
  }
}
