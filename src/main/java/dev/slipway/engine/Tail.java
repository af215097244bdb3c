package dev.slipway.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines of a log. */
final class Tail {
  private static final int LINES = 200;

  private final Deque<String> lines = new ArrayDeque<>();

  void add(String line) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }

  void clear() {
    lines.clear();
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
