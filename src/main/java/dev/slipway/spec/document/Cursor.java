package dev.slipway.spec.document;

/** Turns offsets into positions while it moves through a text, forwards only. */
final class Cursor {
  private final String text;
  private int offset;
  private int line = 1;
  private int column = 1;

  Cursor(String text) {
    this.text = text;
  }

  /**
   * The position of the character at that offset, in UTF-16 units from 0.
   *
   * @throws IllegalArgumentException when the cursor is already past it
   */
  Position moveTo(long target) {
    if (target < offset) {
      throw new IllegalArgumentException("at " + offset + ", cannot go back to " + target);
    }
    while (offset < target && offset < text.length()) {
      step();
    }
    return new Position(line, column);
  }

  private void step() {
    int c = text.codePointAt(offset);
    offset += Character.charCount(c);
    boolean firstOfTwo = c == '\r' && offset < text.length() && text.charAt(offset) == '\n';
    if (c == '\n' || (c == '\r' && !firstOfTwo)) {
      line++;
      column = 1;
    } else {
      column++;
    }
  }
}
