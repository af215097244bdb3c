package dev.slipway.packages;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A version in the order of R's operators on {@code numeric_version}: whole numbers separated by
 * {@code .} or {@code -}, compared one after the other, a missing one counting as 0. So {@code
 * 1.4}, {@code 1.4.0} and {@code 1.4-0} are equal, as {@code packageVersion("x") == "1.4"} says in
 * R. ({@code utils::compareVersion} differs: there the shorter one is the older.)
 */
public final class RVersion implements Comparable<RVersion> {
  private static final Pattern SEPARATOR = Pattern.compile("[.-]");

  private final String text;
  private final long[] components;

  private RVersion(String text, long[] components) {
    this.text = text;
    this.components = components;
  }

  /**
   * @throws IllegalArgumentException when the text is not a version
   */
  public static RVersion parse(String text) {
    if (!RNames.isNumericVersion(text)) {
      throw new IllegalArgumentException("not an R version such as 1.4.2 or 1.4-2: " + text);
    }
    long[] all = SEPARATOR.splitAsStream(text).mapToLong(Long::parseLong).toArray();
    int length = all.length;
    while (length > 0 && all[length - 1] == 0) {
      length--;
    }
    return new RVersion(text, Arrays.copyOf(all, length));
  }

  @Override
  public int compareTo(RVersion other) {
    return Arrays.compare(components, other.components);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RVersion version && Arrays.equals(components, version.components);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(components);
  }

  /** The version as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
