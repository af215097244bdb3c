package dev.slipway.packages;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a version must satisfy: {@code >= 1.4}; with no operator, equal to it.
 *
 * @param wanted the version on the right of the operator
 */
public record VersionComparison(Operator operator, RVersion wanted) {
  private static final Pattern GRAMMAR = Pattern.compile("\\s*(>=|<=|==|!=|>|<)?\\s*(\\S+)\\s*");

  /**
   * @throws IllegalArgumentException when the text is not a comparison
   */
  public static VersionComparison parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "not a comparison such as \">= 1.4\" or \"1.4.2\": " + text);
    }
    return new VersionComparison(
        matcher.group(1) == null ? Operator.EQUAL : Operator.of(matcher.group(1)),
        RVersion.parse(matcher.group(2)));
  }

  public static VersionComparison exactly(String version) {
    return new VersionComparison(Operator.EQUAL, RVersion.parse(version));
  }

  public boolean holdsFor(RVersion version) {
    int order = version.compareTo(wanted);
    return switch (operator) {
      case AT_LEAST -> order >= 0;
      case AT_MOST -> order <= 0;
      case EQUAL -> order == 0;
      case UNEQUAL -> order != 0;
      case ABOVE -> order > 0;
      case BELOW -> order < 0;
    };
  }

  @Override
  public String toString() {
    return operator.symbol + " " + wanted;
  }

  public enum Operator {
    AT_LEAST(">="),
    AT_MOST("<="),
    EQUAL("=="),
    UNEQUAL("!="),
    ABOVE(">"),
    BELOW("<");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    private static Operator of(String symbol) {
      return Arrays.stream(values()).filter(o -> o.symbol.equals(symbol)).findFirst().orElseThrow();
    }
  }
}
