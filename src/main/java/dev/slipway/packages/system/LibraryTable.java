package dev.slipway.packages.system;

import dev.slipway.packages.Distribution;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What this project knows itself: {@code system-libraries.tsv} beside this class. */
final class LibraryTable {
  private static final String FILE = "system-libraries.tsv";

  private final Map<String, Row> rows = new HashMap<>();

  /** The apt packages of one R package: those of any release, and those of some. */
  private record Row(List<String> usual, Map<String, List<String>> byCodename) {}

  private LibraryTable(List<String> lines) {
    lines.stream().filter(line -> !line.startsWith("#")).forEach(this::add);
  }

  /** The table that comes with the program. */
  static LibraryTable shipped() {
    try (InputStream file = LibraryTable.class.getResourceAsStream(FILE)) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return new LibraryTable(text.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String line) {
    String[] columns = line.split("\t");
    List<String> apt = List.of(columns[1].split(" "));
    Row known = rows.getOrDefault(columns[0], new Row(List.of(), Map.of()));
    if (columns.length < 3) {
      rows.put(columns[0], new Row(apt, known.byCodename));
      return;
    }
    Map<String, List<String>> byCodename = new HashMap<>(known.byCodename);
    for (String codename : columns[2].split(" ")) {
      byCodename.put(codename, apt);
    }
    rows.put(columns[0], new Row(known.usual, byCodename));
  }

  /** The R packages that are known to need something. */
  Set<String> packages() {
    return rows.keySet();
  }

  /** The apt packages that an R package needs on a release of Debian or Ubuntu. */
  List<String> neededBy(String name, Distribution distribution) {
    Row row = rows.getOrDefault(name, new Row(List.of(), Map.of()));
    return row.byCodename.getOrDefault(distribution.codename(), row.usual);
  }
}
