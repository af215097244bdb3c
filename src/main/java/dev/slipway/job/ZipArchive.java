package dev.slipway.job;

import static dev.slipway.spec.document.Problem.Code.PATH;
import static dev.slipway.spec.document.Problem.Code.SYNTAX;
import static dev.slipway.spec.document.Problem.Code.UNSUPPORTED;

import dev.slipway.spec.SpecInvalid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Unpacks a zip by its directory, which lies at its end. */
final class ZipArchive {
  private final ZipFile zip;
  private final String source;
  private final BoundedFolder into;

  private ZipArchive(ZipFile zip, String source, BoundedFolder into) {
    this.zip = zip;
    this.source = source;
    this.into = into;
  }

  static void unpack(Path archive, String source, BoundedFolder into)
      throws IOException, SpecInvalid {
    try (ZipFile zip = open(archive, source)) {
      ZipArchive reading = new ZipArchive(zip, source, into);
      List<ZipArchiveEntry> all = Collections.list(zip.getEntriesInPhysicalOrder());
      ArchiveEntries entries = new ArchiveEntries(source);
      for (ZipArchiveEntry entry : all) {
        // Nothing that is skipped is read.
        entries.see(Archive.path(reading.name(entry)), 0);
      }
      for (ZipArchiveEntry entry : all) {
        reading.entry(entry, entries);
      }
    }
  }

  private static ZipFile open(Path archive, String source) throws SpecInvalid {
    requireFew(archive, source);
    try {
      return ZipFile.builder().setPath(archive).setUseUnicodeExtraFields(false).get();
    } catch (IOException | IllegalArgumentException e) {
      throw notAZip(source);
    }
  }

  /** The JDK counts entries without an object for each; the other reader makes them all at once. */
  private static void requireFew(Path archive, String source) throws SpecInvalid {
    try (java.util.zip.ZipFile zip =
        new java.util.zip.ZipFile(archive.toFile(), StandardCharsets.ISO_8859_1)) {
      ArchiveEntries.requireFew(zip.size(), source);
    } catch (IOException e) {
      // The JDK opens no zip with an encrypted entry, and says so in its message alone.
      throw String.valueOf(e.getMessage()).contains("encrypted")
          ? Refusals.of(source, UNSUPPORTED, "", "is encrypted, which is not supported", "")
          : notAZip(source);
    }
  }

  private static SpecInvalid notAZip(String source) {
    return Refusals.of(source, SYNTAX, "", "is not a zip archive, or is damaged", "pack it again");
  }

  private void entry(ZipArchiveEntry entry, ArchiveEntries entries)
      throws IOException, SpecInvalid {
    String name = name(entry);
    String path = Archive.path(name);
    if (!entries.takes(path)) {
      return;
    }
    requirePlain(entry, name);
    if (name.endsWith("/")) {
      into.folder(path);
      return;
    }
    boolean executable = (entry.getUnixMode() & 0100) != 0;
    try (InputStream content = content(entry, path)) {
      CRC32 sum = new CRC32();
      into.file(path, executable, buffer -> read(entry, path, content, sum, buffer));
    }
  }

  private InputStream content(ZipArchiveEntry entry, String path) throws SpecInvalid {
    try {
      return zip.getInputStream(entry);
    } catch (IOException e) {
      throw damaged(path);
    }
  }

  private int read(
      ZipArchiveEntry entry, String path, InputStream content, CRC32 sum, byte[] buffer)
      throws SpecInvalid {
    int read;
    try {
      read = content.read(buffer);
    } catch (IOException e) {
      throw damaged(path);
    }
    if (read >= 0) {
      sum.update(buffer, 0, read);
    } else if (sum.getValue() != entry.getCrc()) {
      throw damaged(path);
    }
    return read;
  }

  private String name(ZipArchiveEntry entry) throws SpecInvalid {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(entry.getRawName()))
          .toString();
    } catch (CharacterCodingException e) {
      throw into.refused(PATH, entry.getName(), "has a name that is not UTF-8");
    }
  }

  private void requirePlain(ZipArchiveEntry entry, String name) throws SpecInvalid {
    int type = entry.getUnixMode() & UnixStat.FILE_TYPE_FLAG;
    boolean plain =
        type == 0
            || (type == UnixStat.DIR_FLAG && name.endsWith("/"))
            || (type == UnixStat.FILE_FLAG && !name.endsWith("/"));
    if (!plain) {
      throw into.refused(PATH, name, "is a link or a device, not a file");
    }
    if (entry.getMethod() != ZipEntry.STORED && entry.getMethod() != ZipEntry.DEFLATED) {
      throw into.refused(UNSUPPORTED, name, "is packed in a way that is not supported");
    }
  }

  private SpecInvalid damaged(String path) {
    return Refusals.of(source, SYNTAX, path, "is damaged", "pack it again");
  }
}
