package dev.slipway.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A build context as a tar that is made while it is read. The same files give the same bytes:
 * sorted, owned by root, dated 1970, with no permission but who may execute. A symbolic link stays
 * a link, never what it points to.
 */
final class ContextTar {
  private static final int BLOCK = 512;
  private static final int EXECUTABLE = 0755;
  private static final int PLAIN = 0644;

  private ContextTar() {}

  /** The regular files, folders and links below that folder, but for what it ignores. */
  static InputStream of(Path folder) throws IOException {
    IgnoreFile ignored = IgnoreFile.in(folder);
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths =
          walk.filter(path -> !path.equals(folder) && belongs(path))
              .filter(path -> !ignored.ignores(folder.relativize(path)))
              .sorted()
              .toList();
    }
    Iterator<InputStream> parts =
        Stream.concat(paths.stream().map(path -> part(folder, path)), Stream.of(end())).iterator();
    return new SequenceInputStream(
        new Enumeration<>() {
          @Override
          public boolean hasMoreElements() {
            return parts.hasNext();
          }

          @Override
          public InputStream nextElement() {
            return parts.next();
          }
        });
  }

  private static boolean belongs(Path path) {
    return Files.isSymbolicLink(path)
        || Files.isRegularFile(path)
        || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static InputStream part(Path folder, Path path) {
    try {
      String name = folder.relativize(path).toString().replace('\\', '/');
      if (Files.isSymbolicLink(path)) {
        TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        link.setLinkName(Files.readSymbolicLink(path).toString());
        return header(link, EXECUTABLE);
      }
      if (Files.isDirectory(path)) {
        return header(new TarArchiveEntry(name + "/"), EXECUTABLE);
      }
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(Files.size(path));
      return new SequenceInputStream(
          header(entry, Files.isExecutable(path) ? EXECUTABLE : PLAIN),
          new SizedInputStream(path, entry.getSize(), BLOCK));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream header(TarArchiveEntry entry, int mode) throws IOException {
    entry.setMode(mode);
    entry.setModTime(0L);
    entry.setIds(0, 0);
    entry.setNames("root", "root");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Never closed: that would end the archive, or complain that the content is not there yet.
    @SuppressWarnings("resource")
    TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, BLOCK, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.putArchiveEntry(entry);
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  /** Two empty blocks end an archive. */
  private static InputStream end() {
    return new ByteArrayInputStream(new byte[2 * BLOCK]);
  }
}
