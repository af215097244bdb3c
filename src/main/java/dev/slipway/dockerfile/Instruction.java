package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An instruction of a Dockerfile, whole: with the lines that continue it, without its here
 * documents.
 *
 * @param line where it begins, from 1
 * @param text in one line
 */
record Instruction(int line, String text) {
  private static final String TRIGGER = "ONBUILD";

  /** Its first word in upper case; of a trigger, that of what it triggers. */
  String keyword() {
    return plain().split("[\\t\\x0B\\f\\r ]+", 2)[0].toUpperCase(Locale.ROOT);
  }

  /** What follows the keyword. */
  String arguments() {
    String[] parts = plain().split("[\\t\\x0B\\f\\r ]+", 2);
    return parts.length < 2 ? "" : parts[1];
  }

  private String plain() {
    String plain = strip(text);
    String[] parts = plain.split("[\\t\\x0B\\f\\r ]+", 2);
    return parts.length == 2 && parts[0].equalsIgnoreCase(TRIGGER) ? strip(parts[1]) : plain;
  }

  /**
   * The words that begin with two hyphens before all others, without their quotes and escapes.
   *
   * @see <a href="https://docs.docker.com/reference/dockerfile/">the Dockerfile reference</a>
   */
  List<String> flags() {
    List<String> flags = new ArrayList<>();
    for (String word : words(arguments())) {
      if (!word.startsWith("--") || word.equals("--")) {
        return flags;
      }
      flags.add(unquoted(word));
    }
    return flags;
  }

  /** The words after the flags, with their quotes. */
  List<String> operands() {
    List<String> words = words(arguments());
    int flags = flags().size();
    return words.subList(flags, words.size());
  }

  /** Words as a shell would divide them; quotes and escapes stay. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = 0;
    int braces = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && braces == 0 && isSpace(c)) {
        addWord(word, words);
        continue;
      }
      word.append(c);
      if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
      } else if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '{' && i > 0 && text.charAt(i - 1) == '$') {
        braces++;
      } else if (c == '}' && braces > 0) {
        braces--;
      }
    }
    addWord(word, words);
    return words;
  }

  private static void addWord(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  /** A word without its quotes, and without the backslashes that escape. */
  static String unquoted(String word) {
    StringBuilder plain = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < word.length()) {
        plain.append(word.charAt(++i));
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** Without the white space around it that Go knows: BuildKit is written in it. */
  static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (from < to && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) && c < 0x1c || c == 0x85 || Character.isSpaceChar(c);
  }
}
