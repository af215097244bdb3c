package dev.slipway.spec.document;

/** Makes input safe to show: nothing that a terminal obeys or an eye misses is left. */
public final class Printable {
  private static final int LONGEST_QUOTE = 60;

  private Printable() {}

  /** The text with every control and invisible character escaped, cut after so many characters. */
  public static String text(String input, int longest) {
    StringBuilder shown = new StringBuilder();
    input.codePoints().limit(longest).forEach(c -> append(shown, c));
    if (input.codePointCount(0, input.length()) > longest) {
      shown.append('…');
    }
    return shown.toString();
  }

  /** The same in double quotes, cut to a length that suits a line of a report. */
  public static String quoted(String input) {
    return '"' + text(input, LONGEST_QUOTE) + '"';
  }

  /** A value as it stands in the file: text in quotes, a number without. */
  static String value(Node.Scalar scalar) {
    return scalar.isText() ? quoted(scalar.source()) : text(scalar.source(), LONGEST_QUOTE);
  }

  private static void append(StringBuilder shown, int c) {
    switch (c) {
      case '\n' -> shown.append("\\n");
      case '\r' -> shown.append("\\r");
      case '\t' -> shown.append("\\t");
      default -> {
        if (isVisible(c)) {
          shown.appendCodePoint(c);
        } else {
          shown.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
        }
      }
    }
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
