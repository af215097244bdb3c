package dev.slipway.step;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

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
    return find(name, OptionType.DURATION).map(OptionType::duration).orElse(otherwise);
  }

  /**
   * A size in bytes.
   *
   * @throws IllegalArgumentException when the value is not a {@link OptionType#SIZE}
   */
  public long size(String name, long otherwise) {
    return find(name, OptionType.SIZE).map(OptionType::size).orElse(otherwise);
  }

  /**
   * @throws IllegalArgumentException when the value is not a {@link OptionType#COUNT}
   */
  public int count(String name, int otherwise) {
    return find(name, OptionType.COUNT).map(OptionType::count).orElse(otherwise);
  }

  private Optional<String> find(String name, OptionType type) {
    Optional<String> value = Optional.ofNullable(values.get(name));
    if (value.isPresent() && !type.accepts(value.get())) {
      throw new IllegalArgumentException(name + " is not " + type.meant() + ": " + value.get());
    }
    return value;
  }
}
