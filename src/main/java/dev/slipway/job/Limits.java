package dev.slipway.job;

import dev.slipway.step.OptionType;
import dev.slipway.step.StepOptions;
import java.time.Duration;
import java.util.Map;

/**
 * How long one attempt at a step may take; the pipeline file gives them to any step beside its own
 * options.
 *
 * @param deadline from its begin to its end
 * @param stall without a sign of life: a line of progress
 */
public record Limits(Duration deadline, Duration stall) {
  /** The name of the option, {@code deadline: 2h}. */
  public static final String DEADLINE = "deadline";

  /** The name of the option, {@code stall: 30m}. */
  public static final String STALL = "stall";

  static final Map<String, OptionType> OPTIONS =
      Map.of(DEADLINE, OptionType.DURATION, STALL, OptionType.DURATION);

  /** A package that compiles says nothing for long, so silence is not taken for a stall soon. */
  private static final Limits STANDARD = new Limits(Duration.ofHours(2), Duration.ofMinutes(30));

  static Limits of(StepOptions options) {
    return new Limits(
        options.duration(DEADLINE, STANDARD.deadline()), options.duration(STALL, STANDARD.stall()));
  }
}
