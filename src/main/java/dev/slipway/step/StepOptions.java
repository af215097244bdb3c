package dev.slipway.step;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of a step as the pipeline file gives them.
 *
 * @param values option name to its text; durations as {@code 90s}, {@code 20m}, {@code 2h}, sizes
 *     as {@code 512m}, {@code 2g} (binary units)
 */
public record StepOptions(Map<String, String> values) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})([kmg])");

  /** No options: every value is its default. */
  public static final StepOptions NONE = new StepOptions(Map.of());

  public StepOptions {
    values = Map.copyOf(values);
  }

  /**
   * @throws IllegalArgumentException when the value is not a duration
   */
  public Duration duration(String name, Duration otherwise) {
    String value = values.get(name);
    return value == null ? otherwise : parseDuration(name, value);
  }

  /**
   * A size in bytes.
   *
   * @throws IllegalArgumentException when the value is not a size
   */
  public long size(String name, long otherwise) {
    String value = values.get(name);
    return value == null ? otherwise : parseSize(name, value);
  }

  private static Duration parseDuration(String name, String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          name + " is not a duration such as 90s, 20m or 2h: " + value);
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  private static long parseSize(String name, String value) {
    Matcher matcher = SIZE.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(name + " is not a size such as 512m or 2g: " + value);
    }
    int shift = 10 * ("kmg".indexOf(matcher.group(2)) + 1);
    return Long.parseLong(matcher.group(1)) << shift;
  }
}
