package dev.slipway.packages;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A stream that is read no further than it was last allowed to. */
public final class Allowance extends FilterInputStream {
  /** The parser keeps what stands between two entries in memory: long names, attributes. */
  public static final long BETWEEN_ENTRIES = 1L << 20;

  private long left;

  public Allowance(InputStream in) {
    super(in);
  }

  /** Allows so many bytes from here on, whatever was allowed before. */
  public void allow(long bytes) {
    left = bytes;
  }

  /**
   * The next entry of a tar that is read from this stream, past the content of the last one; after
   * it the content may be read without a bound.
   *
   * @return null at the end
   * @throws Spent when more than {@link #BETWEEN_ENTRIES} comes before it
   */
  public TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
    TarArchiveEntry last = tar.getCurrentEntry();
    long unread = last == null ? 0 : Math.min(last.getSize(), Long.MAX_VALUE - BETWEEN_ENTRIES);
    allow(unread + BETWEEN_ENTRIES);
    TarArchiveEntry next = tar.getNextEntry();
    allow(Long.MAX_VALUE);
    return next;
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

  /** More was asked for than was allowed. */
  public static final class Spent extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
