package dev.slipway.engine;

import dev.slipway.packages.Distribution;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code os-release} files, assignments as a shell has them.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/os-release.html">os-release</a>
 */
final class OsRelease {
  /** With the characters that the format allows in these values: they get into URLs. */
  private static final Pattern ASSIGNMENT =
      Pattern.compile("(ID|VERSION_ID|VERSION_CODENAME)=([\"']?)([A-Za-z0-9._-]+)\\2");

  private OsRelease() {}

  /** The distribution; its id is {@code linux} where the file names none, as the format says. */
  static Distribution read(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .map(line -> ASSIGNMENT.matcher(line.strip()))
        .filter(Matcher::matches)
        .forEach(assignment -> values.put(assignment.group(1), assignment.group(3)));
    // Debian testing has no release.
    return new Distribution(
        values.getOrDefault("ID", "linux"),
        values.getOrDefault("VERSION_ID", ""),
        values.getOrDefault("VERSION_CODENAME", ""));
  }
}
