package dev.slipway.step;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the value of a step's option may be. */
public enum OptionType {
  /** {@code 500ms}, {@code 90s}, {@code 20m}, {@code 2h}. */
  DURATION("(\\d{1,6})(ms|s|m|h)", "a duration such as 90s, 20m or 2h"),
  /** Bytes, in binary units: {@code 512m}, {@code 2g}. */
  SIZE("(\\d{1,6})([kmg])", "a size such as 512m or 2g"),
  /** From 1 to 999999. */
  COUNT("[1-9]\\d{0,5}", "a whole number from 1 to 999999");

  private final Pattern grammar;
  private final String meant;

  OptionType(String grammar, String meant) {
    this.grammar = Pattern.compile(grammar);
    this.meant = meant;
  }

  /** Whether the text is such a value. */
  public boolean accepts(String value) {
    return grammar.matcher(value).matches();
  }

  /** What is meant, for messages: {@code a size such as 512m or 2g}. */
  public String meant() {
    return meant;
  }

  /**
   * The length of time that a {@link #DURATION} means.
   *
   * @throws IllegalArgumentException when the text is none
   */
  public static Duration duration(String text) {
    Matcher value = DURATION.match(text);
    long count = Long.parseLong(value.group(1));
    return switch (value.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  /**
   * The bytes that a {@link #SIZE} means.
   *
   * @throws IllegalArgumentException when the text is none
   */
  public static long size(String text) {
    Matcher value = SIZE.match(text);
    int shift = 10 * ("kmg".indexOf(value.group(2)) + 1);
    return Long.parseLong(value.group(1)) << shift;
  }

  /**
   * The number that a {@link #COUNT} means.
   *
   * @throws IllegalArgumentException when the text is none
   */
  public static int count(String text) {
    return Integer.parseInt(COUNT.match(text).group());
  }

  private Matcher match(String text) {
    Matcher value = grammar.matcher(text);
    if (!value.matches()) {
      throw new IllegalArgumentException("not " + meant + ": " + text);
    }
    return value;
  }
}
