package dev.slipway.engine;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Unpacks an image's layers one after the other, all of them up to a number of bytes. */
final class BaseLayers {
  private static final int BUFFER = 64 << 10;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  private final long most;
  private long left;

  /**
   * @param most how many unpacked bytes are read of all the layers
   */
  BaseLayers(long most) {
    this.most = most;
    this.left = most;
  }

  /**
   * The tar archive in a layer.
   *
   * @param blob closed with the archive
   * @throws Unreadable when it is compressed in a way that nothing here can read; also while it is
   *     read, when all the layers together are too large
   */
  InputStream unpack(InputStream blob) throws IOException {
    // Its first bytes say it more surely than a media type, which not every tool keeps right.
    InputStream packed = new BufferedInputStream(blob, BUFFER);
    packed.mark(ZSTD.length);
    byte[] start = packed.readNBytes(ZSTD.length);
    packed.reset();
    if (Arrays.equals(start, ZSTD)) {
      throw new Unreadable("a layer of it is compressed with zstd");
    }
    boolean gzip = start.length > 1 && Arrays.equals(start, 0, GZIP.length, GZIP, 0, GZIP.length);
    return new Bounded(gzip ? new GZIPInputStream(packed, BUFFER) : packed);
  }

  private int taken(int count) throws Unreadable {
    left -= Math.max(0, count);
    if (left < 0) {
      throw new Unreadable("its layers have more than " + most + " bytes");
    }
    return count;
  }

  /** Layers that are not to be read; a connection has nothing to do with it. */
  static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1L;

    private Unreadable(String why) {
      super(why);
    }
  }

  private final class Bounded extends FilterInputStream {
    private Bounded(InputStream archive) {
      super(archive);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      taken(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return taken(super.read(buffer, offset, length));
    }

    /** By reading, so that what is skipped counts. */
    @Override
    public long skip(long count) throws IOException {
      byte[] skipped = new byte[(int) Math.min(Math.max(0, count), BUFFER)];
      return Math.max(0, read(skipped, 0, skipped.length));
    }
  }
}
