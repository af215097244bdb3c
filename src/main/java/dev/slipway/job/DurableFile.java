package dev.slipway.job;

import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that survive a power cut: written beside their place, flushed to the disk, renamed into it,
 * and the folder flushed too. A reader sees the whole file or none.
 */
public final class DurableFile {
  private DurableFile() {}

  /** Writes a whole file. */
  public static void write(Path file, byte[] content) throws IOException {
    copy(new ByteArrayInputStream(content), file);
  }

  /** Copies a whole file, however large. */
  public static void copy(Path from, Path to) throws IOException {
    try (InputStream in = Files.newInputStream(from)) {
      copy(in, to);
    }
  }

  /** Appends to a file, all of it or, when that fails, nothing. */
  static void append(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long end = channel.size();
      channel.position(end);
      try {
        writeAll(channel, content);
        channel.force(true);
      } catch (IOException e) {
        channel.truncate(end);
        throw e;
      }
    }
  }

  /** Renames a file or a folder, atomically, and makes the rename last. */
  public static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    flush(to.getParent());
    if (!from.getParent().equals(to.getParent())) {
      flush(from.getParent());
    }
  }

  private static void copy(InputStream in, Path to) throws IOException {
    Path temporary = to.resolveSibling("." + to.getFileName() + ".tmp");
    try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
      in.transferTo(out);
      out.getFD().sync();
    }
    move(temporary, to);
  }

  private static void writeAll(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static void flush(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
