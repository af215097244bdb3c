package dev.slipway.engine;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of the Engine API, {@code 1.41}. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
  private static final Pattern GRAMMAR = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

  /** Reads the header {@code Api-Version}; empty when it is no version. */
  static Optional<ApiVersion> parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ApiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  ApiVersion orLower(ApiVersion other) {
    return compareTo(other) <= 0 ? this : other;
  }

  @Override
  public int compareTo(ApiVersion other) {
    return Comparator.comparingInt(ApiVersion::major)
        .thenComparingInt(ApiVersion::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
