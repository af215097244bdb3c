package dev.slipway.cli;

import dev.slipway.outbox.JobState;
import dev.slipway.step.Kind;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A value out of a list, in lower case; a hyphen does for an underscore. */
abstract class EnumOption<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
  private final List<E> values;

  private EnumOption(E[] values) {
    this.values = List.of(values);
  }

  @Override
  public E convert(String value) {
    return values.stream()
        .filter(candidate -> name(candidate).equals(value.replace('-', '_')))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of %s, not '%s'".formatted(String.join(", ", this), value)));
  }

  @Override
  public Iterator<String> iterator() {
    return values.stream().map(EnumOption::name).iterator();
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** A job's state. */
  static final class State extends EnumOption<JobState> {
    State() {
      super(JobState.values());
    }
  }

  /** A failure's kind. */
  static final class FailureKind extends EnumOption<Kind> {
    FailureKind() {
      super(Kind.values());
    }
  }
}
