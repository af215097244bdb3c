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
    return find(name).map(OptionType::duration).orElse(otherwise);
  }

  /**
   * A size in bytes.
   *
   * @throws IllegalArgumentException when the value is not a {@link OptionType#SIZE}
   */
  public long size(String name, long otherwise) {
    return find(name).map(OptionType::size).orElse(otherwise);
  }

  /**
   * @throws IllegalArgumentException when the value is not a {@link OptionType#COUNT}
   */
  public int count(String name, int otherwise) {
    return find(name).map(OptionType::count).orElse(otherwise);
  }

  private Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
