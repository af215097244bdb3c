package dev.slipway.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in memory with room for so much and no more. */
final class SmallDisk implements AutoCloseable {
  private final Path at;

  /**
   * @param at an empty folder
   * @param size {@code 1m}
   */
  SmallDisk(Path at, String size) throws IOException, InterruptedException {
    this.at = Files.createDirectories(at);
    Shell.run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", at.toString());
  }

  Path path() {
    return at;
  }

  /** Leaves room for not a byte more. */
  void fill() throws IOException {
    try (OutputStream filler = Files.newOutputStream(at.resolve("filler"))) {
      byte[] page = new byte[4096];
      while (true) {
        filler.write(page);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  /** Makes room again. */
  void empty() throws IOException {
    Files.delete(at.resolve("filler"));
  }

  /** Lets nobody write. */
  void readOnly() throws IOException, InterruptedException {
    Shell.run("mount", "-o", "remount,ro", at.toString());
  }

  @Override
  public void close() throws IOException {
    try {
      Shell.run("umount", "--lazy", at.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
