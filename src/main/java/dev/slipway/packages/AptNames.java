package dev.slipway.packages;

import java.util.regex.Pattern;

/**
 * The grammar of apt's package names: Debian Policy, section 5.6.1, and no {@code -} or {@code .}
 * at the end, where apt-get takes it for an instruction.
 */
public final class AptNames {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]*[a-z0-9+]");

  private AptNames() {}

  /** Whether the text may be an apt package's name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
