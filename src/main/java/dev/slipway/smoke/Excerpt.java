package dev.slipway.smoke;

import java.util.List;

/** Cuts what a container printed down to what a person reads in a message. */
final class Excerpt {
  private static final int LINE = 300;

  private Excerpt() {}

  /** The last lines that are not blank, each bounded and free of control characters. */
  static List<String> tail(String text, int count) {
    List<String> lines = lines(text);
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }

  /** The first lines that are not blank, each bounded and free of control characters. */
  static List<String> head(String text, int count) {
    List<String> lines = lines(text);
    return lines.subList(0, Math.min(count, lines.size()));
  }

  /** All in one line, bounded. */
  static String line(String text) {
    return printable(text.strip().replaceAll("\\s+", " "));
  }

  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.isBlank()).map(Excerpt::printable).toList();
  }

  private static String printable(String line) {
    String clean = line.replaceAll("\u001B\\[[0-9;]*[A-Za-z]", "").replaceAll("\\p{Cc}", " ");
    return clean.length() <= LINE ? clean.stripTrailing() : clean.substring(0, LINE) + "…";
  }
}
