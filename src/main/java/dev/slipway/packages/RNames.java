package dev.slipway.packages;

import java.util.regex.Pattern;

/**
 * The grammar of R's package names and versions, as "Writing R Extensions" has it (section "The
 * DESCRIPTION file").
 */
public final class RNames {
  private static final Pattern PACKAGE = Pattern.compile("[A-Za-z][A-Za-z0-9.]*[A-Za-z0-9]");
  private static final Pattern VERSION = Pattern.compile("[0-9]+([.-][0-9]+)+");

  private RNames() {}

  /** Whether the text may be a package's name: ASCII, at least two characters. */
  public static boolean isPackage(String text) {
    return PACKAGE.matcher(text).matches();
  }

  /** Whether the text may be a package's version: at least two numbers, {@code .} or {@code -}. */
  public static boolean isVersion(String text) {
    return VERSION.matcher(text).matches();
  }
}
