package dev.slipway.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of a known size, filled up with zeros to whole blocks; opened when it is first read, so
 * that no more than one file of an archive is open at a time.
 */
final class SizedInputStream extends InputStream {
  private final Path path;
  private long content;
  private long padding;
  private InputStream file;

  SizedInputStream(Path path, long size, int block) {
    this.path = path;
    this.content = size;
    this.padding = (block - size % block) % block;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (content > 0) {
      return readContent(buffer, offset, (int) Math.min(length, content));
    }
    if (padding == 0) {
      return -1;
    }
    int zeros = (int) Math.min(length, padding);
    java.util.Arrays.fill(buffer, offset, offset + zeros, (byte) 0);
    padding -= zeros;
    return zeros;
  }

  private int readContent(byte[] buffer, int offset, int length) throws IOException {
    if (file == null) {
      file = Files.newInputStream(path);
    }
    int count = file.read(buffer, offset, length);
    if (count < 0) {
      throw new IOException(path + " became shorter while it was read");
    }
    content -= count;
    return count;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
