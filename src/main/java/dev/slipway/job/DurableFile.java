package dev.slipway.job;

import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that survive a power cut: written beside their place, flushed to the disk, renamed into it,
 * and the folder flushed too. A reader sees the whole file or none.
 */
public final class DurableFile {
  private static final String TEMPORARY = ".slipway-%d-%s.tmp";
  private static final Pattern TEMPORARY_NAME =
      Pattern.compile("\\.slipway-([0-9]{1,18})-.+\\.tmp", Pattern.DOTALL);

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

  /** Renames a file or a folder, atomically, and makes the rename last. */
  public static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    flush(to.getParent());
    if (!from.getParent().equals(to.getParent())) {
      flush(from.getParent());
    }
  }

  /** Where a file or a folder is while it is written; its name says that it is ours, and whose. */
  public static Path temporary(Path file) {
    long process = ProcessHandle.current().pid();
    return file.resolveSibling(TEMPORARY.formatted(process, file.getFileName()));
  }

  /** Whether a process that has ended left it half written; asked before this one writes. */
  static boolean isLeftover(Path path) {
    Matcher name = TEMPORARY_NAME.matcher(path.getFileName().toString());
    if (!name.matches()) {
      return false;
    }
    long process = Long.parseLong(name.group(1));
    return process == ProcessHandle.current().pid()
        || ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty();
  }

  /**
   * Writes the end of a file: all of the content or, when that fails, nothing.
   *
   * @param at where it begins, in bytes; what was behind it is gone
   */
  static void append(Path file, long at, byte[] content) throws IOException {
    boolean isNew = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    uninterrupted(() -> write(file, at, content));
    if (isNew) {
      flush(file.getParent());
    }
  }

  private static void write(Path file, long at, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      channel.truncate(at).position(at);
      try {
        writeAll(channel, content);
        channel.force(true);
      } catch (IOException e) {
        truncate(channel, at, e);
        throw e;
      }
    }
  }

  /** Makes last what was written to a file, or which names a folder has. */
  static void flush(Path path) throws IOException {
    uninterrupted(
        () -> {
          try (FileChannel channel =
              FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            channel.force(true);
          }
        });
  }

  private interface Writing {
    /** Done again, it leaves the same. */
    void run() throws IOException;
  }

  /**
   * A thread that is interrupted, because its job is stopped, still has to write down that it was;
   * a channel would be closed under it.
   */
  private static void uninterrupted(Writing writing) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          writing.run();
          return;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void copy(InputStream in, Path to) throws IOException {
    Path temporary = temporary(to);
    // A link that somebody put there is not written through.
    Files.deleteIfExists(temporary);
    try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
      in.transferTo(out);
      out.getFD().sync();
    } catch (IOException e) {
      deleteAfter(e, temporary);
      throw e;
    }
    move(temporary, to);
  }

  private static void deleteAfter(IOException failure, Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static void truncate(FileChannel channel, long at, IOException failure) {
    try {
      channel.truncate(at);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static void writeAll(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
