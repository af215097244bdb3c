package dev.slipway.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Puts lines together out of pieces that end anywhere, also within a character. */
final class LineSplitter {
  /** A longer line is cut, so that output without a line end does not fill the memory. */
  private static final int LONGEST = 16 * 1024;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Consumer<String> lines;

  LineSplitter(Consumer<String> lines) {
    this.lines = lines;
  }

  void add(byte[] piece) {
    for (byte b : piece) {
      if (b == '\n' || b == '\r') {
        end();
      } else {
        line.write(b);
        if (line.size() >= LONGEST) {
          end();
        }
      }
    }
  }

  /** The stream is over: what is left is a line too. */
  void end() {
    if (line.size() > 0) {
      lines.accept(line.toString(StandardCharsets.UTF_8));
      line.reset();
    }
  }
}
