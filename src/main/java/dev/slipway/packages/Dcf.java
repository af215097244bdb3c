package dev.slipway.packages;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Debian control format, in which R writes DESCRIPTION files and package indexes: records of {@code
 * Field: value} lines, an empty line between records. See R's {@code read.dcf}.
 */
public final class Dcf {
  private Dcf() {}

  /**
   * Writes records, fields in the order of each map; ends with a line break unless there is no
   * record.
   *
   * @throws IllegalArgumentException when a value holds a control character, which would begin a
   *     field of its own
   */
  public static String write(List<Map<String, String>> records) {
    return records.stream().map(Dcf::write).collect(Collectors.joining("\n"));
  }

  private static String write(Map<String, String> fields) {
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (field, value) -> {
          if (value.isEmpty() || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not a value for " + field);
          }
          text.append(field).append(": ").append(value).append('\n');
        });
    return text.toString();
  }

  /**
   * Reads the first record; the lines of a continued value are joined with one space.
   *
   * @throws IllegalArgumentException when a line is neither a field nor a continuation
   */
  public static Map<String, String> readFirst(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    String field = null;
    for (String line : text.stripLeading().lines().toList()) {
      if (line.isBlank()) {
        break;
      }
      int colon = line.indexOf(':');
      if (field != null && Character.isWhitespace(line.charAt(0))) {
        fields.merge(field, line.strip(), (first, more) -> (first + " " + more).strip());
      } else if (colon > 0) {
        field = line.substring(0, colon);
        fields.put(field, line.substring(colon + 1).strip());
      } else {
        throw new IllegalArgumentException("neither a field nor a continuation: " + line);
      }
    }
    return fields;
  }
}
