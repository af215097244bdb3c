package dev.slipway.spec.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a mistyped name was meant to be. */
public final class Suggestion {
  private static final int LONGEST = 40;

  private record Guess(String name, int distance) {}

  private Suggestion() {}

  /** The suggestion as a question. */
  public static String didYouMean(String name) {
    return "did you mean `" + name + "`?";
  }

  /** The known name that differs in the fewest characters: a third of it at most, one if short. */
  public static Optional<String> closest(String typed, Collection<String> known) {
    return typed.length() > LONGEST
        ? Optional.empty()
        : known.stream()
            .filter(name -> Math.abs(name.length() - typed.length()) <= tolerance(name))
            .map(name -> new Guess(name, distance(typed, name)))
            .filter(guess -> guess.distance() <= tolerance(guess.name()))
            .min(Comparator.comparingInt(Guess::distance).thenComparing(Guess::name))
            .map(Guess::name);
  }

  private static int tolerance(String name) {
    return Math.min(name.length() - 1, Math.max(1, name.length() / 3));
  }

  /**
   * The optimal string alignment distance, where a swap of neighbours counts once; case is equal.
   */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : edit(a, b, i, j, d);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int edit(String a, String b, int i, int j, int[][] d) {
    int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
