package dev.slipway.packages.system;

import java.util.regex.Pattern;

/**
 * The grammar of apt's package names: Debian Policy, section 5.6.1, and no {@code -} or {@code .}
 * at the end, where apt-get takes it for an instruction.
 */
final class AptNames {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]*[a-z0-9+]");

  private AptNames() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** A text from outside that is no name, as a message may show it. */
  static String shown(String text) {
    String start = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return '"' + start.replaceAll("\\p{C}", "\uFFFD") + '"';
  }
}
