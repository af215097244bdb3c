package dev.slipway.step;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * The options of a step as the pipeline file gives them.
 *
 * @param values option name to its text; {@link OptionType} says how values are written
 */
public record StepOptions(Map<String, String> values) {
  /** No options: every value is its default. */
  public static final StepOptions NONE = new StepOptions(Map.of());

  public StepOptions {
    values = Map.copyOf(values);
  }

  /**
   * @throws IllegalArgumentException when the value is not a {@link OptionType#DURATION}
   */
  public Duration duration(String name, Duration otherwise) {
    return find(name, OptionType.DURATION).map(StepOptions::duration).orElse(otherwise);
  }

  /**
   * A size in bytes.
   *
   * @throws IllegalArgumentException when the value is not a {@link OptionType#SIZE}
   */
  public long size(String name, long otherwise) {
    return find(name, OptionType.SIZE).map(StepOptions::size).orElse(otherwise);
  }

  /**
   * @throws IllegalArgumentException when the value is not a {@link OptionType#COUNT}
   */
  public int count(String name, int otherwise) {
    return find(name, OptionType.COUNT).map(m -> Integer.parseInt(m.group())).orElse(otherwise);
  }

  private Optional<Matcher> find(String name, OptionType type) {
    Optional<Matcher> value = Optional.ofNullable(values.get(name)).map(type.grammar()::matcher);
    if (value.isPresent() && !value.get().matches()) {
      throw new IllegalArgumentException(
          name + " is not " + type.meant() + ": " + values.get(name));
    }
    return value;
  }

  private static Duration duration(Matcher value) {
    long count = Long.parseLong(value.group(1));
    return switch (value.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  private static long size(Matcher value) {
    int shift = 10 * ("kmg".indexOf(value.group(2)) + 1);
    return Long.parseLong(value.group(1)) << shift;
  }
}
