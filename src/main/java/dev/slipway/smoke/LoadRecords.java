package dev.slipway.smoke;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@code load-packages.R} reported from one container; the script's head describes the
 * records.
 */
final class LoadRecords {
  private String r;
  private final Map<String, String> installed = new TreeMap<>();
  private final Map<String, LoadOutcome> outcomes = new LinkedHashMap<>();
  private String begun;
  private String session;
  private boolean ended;

  private LoadRecords() {}

  /**
   * Reads the records; lines that do not begin with the marker, or are cut off, are passed over.
   *
   * @param output the container's standard output
   */
  static LoadRecords read(String output, String marker) {
    LoadRecords records = new LoadRecords();
    // Whatever stands behind the last line's end was cut off when the container ended.
    output
        .substring(0, output.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.startsWith(marker + "\t"))
        .map(line -> line.substring(marker.length() + 1).split("\t", -1))
        .forEach(records::take);
    return records;
  }

  private void take(String[] fields) {
    List<String> values = List.of(fields).stream().map(LoadRecords::unescape).toList();
    switch (values.get(0) + "/" + (values.size() - 1)) {
      case "r/1" -> r = values.get(1);
      case "installed/2" -> installed.put(values.get(1), values.get(2));
      case "begin/1" -> begun = values.get(1);
      case "loaded/3" ->
          done(LoadOutcome.loaded(values.get(1), values.get(2), seconds(values.get(3))));
      case "failed/3" ->
          done(LoadOutcome.failed(values.get(1), values.get(3), seconds(values.get(2))));
      case "session/1" -> session = values.get(1);
      case "end/0" -> ended = true;
      default -> {
        // Nothing that this version of the script writes.
      }
    }
  }

  private void done(LoadOutcome outcome) {
    outcomes.put(outcome.name(), outcome);
    begun = null;
  }

  private static Duration seconds(String text) {
    try {
      return Duration.ofMillis(Math.round(1000 * Double.parseDouble(text)));
    } catch (NumberFormatException e) {
      return Duration.ZERO;
    }
  }

  private static String unescape(String field) {
    StringBuilder text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 1 < field.length()) {
        c =
            switch (field.charAt(++i)) {
              case 't' -> '\t';
              case 'n' -> '\n';
              case 'r' -> '\r';
              default -> field.charAt(i);
            };
      }
      text.append(c);
    }
    return text.toString();
  }

  /** The version of R; empty when R did not get as far as this script. */
  Optional<String> r() {
    return Optional.ofNullable(r);
  }

  Map<String, String> installed() {
    return installed;
  }

  /** The packages that loaded or failed with an R error, by name, in order. */
  Map<String, LoadOutcome> outcomes() {
    return outcomes;
  }

  /** The package that was being loaded when R ended. */
  Optional<String> unfinished() {
    return Optional.ofNullable(begun);
  }

  /** What {@code sessionInfo()} printed after the last package. */
  Optional<String> session() {
    return Optional.ofNullable(session);
  }

  /** Whether R came to the end of the script. */
  boolean ended() {
    return ended;
  }
}
