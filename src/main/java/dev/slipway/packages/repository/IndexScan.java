package dev.slipway.packages.repository;

import dev.slipway.packages.RNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds where the records of an index begin, looking at no more than that needs. */
final class IndexScan {
  private static final byte[] PACKAGE = "Package:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION = "Version:".getBytes(StandardCharsets.US_ASCII);

  private final byte[] text;
  private final Map<String, List<Integer>> starts = new HashMap<>();
  private int line;
  private int start = -1;
  private String name;
  private boolean versioned;

  /**
   * @throws IllegalArgumentException when the text is no index; the message says why
   */
  IndexScan(byte[] text) {
    this.text = text;
    int next;
    for (int begin = 0; begin < text.length; begin = next) {
      line++;
      next = endOfLine(text, begin) + 1;
      if (isBlank(text, begin, Math.min(next, text.length))) {
        endRecord();
      } else {
        takeLine(begin, next - 1);
      }
    }
    endRecord();
  }

  /** The places where a package's records begin, by its name. */
  Map<String, List<Integer>> starts() {
    return starts;
  }

  /** Where the record that begins at that place ends. */
  static int endOfRecord(byte[] text, int start) {
    int begin = start;
    while (begin < text.length) {
      int end = endOfLine(text, begin);
      if (isBlank(text, begin, end)) {
        return begin;
      }
      begin = end + 1;
    }
    return text.length;
  }

  private void takeLine(int begin, int end) {
    if (start < 0) {
      start = begin;
    }
    byte first = text[begin];
    if (first == 'P' && startsWith(PACKAGE, begin)) {
      int from = begin + PACKAGE.length;
      name = new String(text, from, end - from, StandardCharsets.ISO_8859_1).strip();
    } else if (first == 'V' && startsWith(VERSION, begin)) {
      versioned = true;
    } else if (!isLetter(first) && (begin == start || !isSpace(first))) {
      throw new IllegalArgumentException("line " + line + " is not a field");
    }
  }

  private void endRecord() {
    if (start >= 0 && (name == null || !versioned)) {
      throw new IllegalArgumentException(
          "the record before line " + line + " has no " + (name == null ? "Package" : "Version"));
    }
    // What cannot be asked for need not be found.
    if (start >= 0 && RNames.isPackage(name)) {
      starts.computeIfAbsent(name, any -> new ArrayList<>(1)).add(start);
    }
    start = -1;
    name = null;
    versioned = false;
  }

  private boolean startsWith(byte[] field, int begin) {
    for (int i = 0; i < field.length; i++) {
      if (begin + i >= text.length || text[begin + i] != field[i]) {
        return false;
      }
    }
    return true;
  }

  private static int endOfLine(byte[] text, int begin) {
    int end = begin;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return end;
  }

  private static boolean isBlank(byte[] text, int begin, int end) {
    int at = begin;
    while (at < end && isSpace(text[at])) {
      at++;
    }
    return at == end;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private static boolean isLetter(byte b) {
    return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
  }
}
