package dev.slipway.packages.closure;

import dev.slipway.spec.document.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Guesses which of very many packages a mistyped name was meant to be. */
final class NearestName {
  private NearestName() {}

  /** The name that {@link Suggestion} finds closest. */
  static Optional<String> of(String typed, Collection<String> names) {
    long letters = letters(typed);
    // An edit changes at most two letters of the set, so most names need no closer look.
    List<String> near =
        names.stream()
            .filter(
                name ->
                    Long.bitCount(letters ^ letters(name)) <= 2 * Math.max(1, name.length() / 3))
            .toList();
    return Suggestion.closest(typed, near);
  }

  private static long letters(String name) {
    long set = 0;
    String lower = name.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length(); i++) {
      set |= 1L << (lower.charAt(i) & 63);
    }
    return set;
  }
}
