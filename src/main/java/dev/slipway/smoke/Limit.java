package dev.slipway.smoke;

import dev.slipway.engine.ContainerExit;
import dev.slipway.engine.ContainerRun.Limits;
import dev.slipway.step.OptionType;
import dev.slipway.step.StepOptions;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The limits of a test's container: the step's options, and what is said when one is reached. */
final class Limit {
  static final Map<String, OptionType> OPTIONS =
      Map.of(
          "timeout", OptionType.DURATION,
          "memory", OptionType.SIZE,
          "processes", OptionType.COUNT,
          "cpus", OptionType.COUNT);

  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final long MEMORY = 2L << 30;
  private static final int PROCESSES = 256;
  private static final int CPUS = 2;

  /** Room for the records of some 40,000 installed packages. */
  private static final int OUTPUT = 4 << 20;

  private Limit() {}

  /**
   * @throws IllegalArgumentException when an option's value is not of its type
   */
  static Limits of(StepOptions options) {
    return new Limits(
        options.duration("timeout", TIMEOUT),
        options.size("memory", MEMORY),
        options.count("processes", PROCESSES),
        options.count("cpus", CPUS),
        OUTPUT);
  }

  /** Which limit ended the container; empty when none did. */
  static Optional<String> reached(ContainerExit exit, Limits limits) {
    if (exit.timedOut()) {
      return Optional.of("did not end within the time limit of " + text(limits.time()));
    }
    if (exit.outOfMemory()) {
      return Optional.of("ran out of memory, the limit is " + text(limits.memory()));
    }
    return Optional.empty();
  }

  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static String text(long bytes) {
    for (int power = 3; power > 0; power--) {
      long unit = 1L << (10 * power);
      if (bytes >= unit && bytes % unit == 0) {
        return bytes / unit + "kmg".substring(power - 1, power);
      }
    }
    return bytes + " bytes";
  }
}
