package dev.slipway.engine;

import java.nio.charset.StandardCharsets;

/** The last bytes of a stream, however much comes. */
final class OutputTail {
  private final byte[] ring;
  private long written;

  /**
   * @param capacity how many bytes are kept
   */
  OutputTail(int capacity) {
    this.ring = new byte[capacity];
  }

  synchronized void add(byte[] piece) {
    for (int i = Math.max(0, piece.length - ring.length); i < piece.length; i++) {
      ring[(int) ((written + i) % ring.length)] = piece[i];
    }
    written += piece.length;
  }

  /** What was kept, as UTF-8; a character that was cut at its front is left out. */
  synchronized String text() {
    int size = (int) Math.min(written, ring.length);
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = ring[(int) ((written - size + i) % ring.length)];
    }
    int start = 0;
    while (written > size && start < Math.min(3, size) && (bytes[start] & 0xC0) == 0x80) {
      start++;
    }
    return new String(bytes, start, size - start, StandardCharsets.UTF_8);
  }
}
