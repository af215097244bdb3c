package dev.slipway.step;

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

  Pattern grammar() {
    return grammar;
  }
}
