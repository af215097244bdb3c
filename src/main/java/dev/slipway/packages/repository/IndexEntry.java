package dev.slipway.packages.repository;

import dev.slipway.packages.Description;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One version of a package in a repository's index; see "Writing R Extensions" and {@code
 * tools::write_PACKAGES} for the fields.
 *
 * @param file its archive, below the repository's {@code src/contrib/}
 * @param md5 of the archive, 32 hexadecimal digits in lower case
 * @param windowsOnly whether it is for Windows alone
 */
public record IndexEntry(
    Description description, String file, Optional<String> md5, boolean windowsOnly) {
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  /** No name that leads upwards, and nothing that means something else in a URL or a shell. */
  private static final Pattern FILE =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]*(?:/[A-Za-z0-9_][A-Za-z0-9._+-]*)*");

  /**
   * @throws IllegalArgumentException when a field that matters is wrong; the message says which
   */
  static IndexEntry of(Map<String, String> fields) {
    Description description = Description.of(fields);
    String folder = Optional.ofNullable(fields.get("Path")).map(path -> path + "/").orElse("");
    String name = description.name() + "_" + description.version() + ".tar.gz";
    String file = folder + fields.getOrDefault("File", name);
    if (!FILE.matcher(file).matches()) {
      throw new IllegalArgumentException("its Path or File is not a relative path");
    }
    return new IndexEntry(
        description,
        file,
        Optional.ofNullable(fields.get("MD5sum"))
            .map(text -> text.toLowerCase(Locale.ROOT))
            .filter(text -> MD5.matcher(text).matches()),
        "windows".equalsIgnoreCase(fields.get("OS_type")));
  }
}
