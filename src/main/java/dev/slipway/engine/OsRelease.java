package dev.slipway.engine;

import dev.slipway.packages.Distribution;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code os-release} files: assignments of a shell, values quoted or not.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/os-release.html">os-release</a>
 */
final class OsRelease {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("([A-Z][A-Z0-9_]*)=(?:\"(.*)\"|'(.*)'|([^\"'].*|))");

  /** What the format allows in the values that we need: they get into URLs. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]*");

  private OsRelease() {}

  /** The distribution; {@code linux} where the file names none, as its format says. */
  static Distribution read(String text) {
    Map<String, String> values = new HashMap<>();
    for (String line : text.lines().map(String::strip).toList()) {
      Matcher assignment = ASSIGNMENT.matcher(line);
      if (assignment.matches() && WORD.matcher(value(assignment)).matches()) {
        values.put(assignment.group(1), value(assignment));
      }
    }
    // Debian testing has neither release nor, at times, a code name.
    return new Distribution(
        values.getOrDefault("ID", "linux"),
        values.getOrDefault("VERSION_ID", ""),
        values.getOrDefault("VERSION_CODENAME", ""));
  }

  private static String value(Matcher assignment) {
    for (int group = 2; group < 4; group++) {
      if (assignment.group(group) != null) {
        return assignment.group(group);
      }
    }
    return assignment.group(4);
  }
}
