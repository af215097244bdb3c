package dev.slipway.packages;

import java.util.regex.Pattern;

/**
 * The grammar of R's package names and versions, as "Writing R Extensions" has it (section "The
 * DESCRIPTION file").
 */
public final class RNames {
  private static final Pattern PACKAGE = Pattern.compile("[A-Za-z][A-Za-z0-9.]*[A-Za-z0-9]");

  /** {@code .standard_regexps()$valid_numeric_version} of R, with numbers that fit a long. */
  private static final Pattern NUMBERS = Pattern.compile("[0-9]{1,18}(?:[.-][0-9]{1,18})*");

  private RNames() {}

  /** Whether the text may be a package's name: ASCII, at least two characters. */
  public static boolean isPackage(String text) {
    return PACKAGE.matcher(text).matches();
  }

  /** Whether the text may be a package's version: at least two numbers, {@code .} or {@code -}. */
  static boolean isVersion(String text) {
    return isNumericVersion(text) && (text.contains(".") || text.contains("-"));
  }

  /** Whether the text may be what R calls a numeric version, which may also be one number. */
  static boolean isNumericVersion(String text) {
    return NUMBERS.matcher(text).matches();
  }
}
