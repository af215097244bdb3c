package dev.slipway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rows of text, every column as wide as its widest cell. */
final class Columns {
  private Columns() {}

  /**
   * The rows as lines, each with its line end.
   *
   * @param rows all of the same length
   */
  static String aligned(List<List<String>> rows) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      int column = i;
      widths.add(rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    }
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(
          String.format(Locale.ROOT, "%-" + Math.max(1, widths.get(i)) + "s  ", row.get(i)));
    }
    return line.toString().stripTrailing() + System.lineSeparator();
  }
}
