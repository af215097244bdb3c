package dev.slipway.packages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a package needs: an entry of {@code Depends}, {@code Imports} or {@code LinkingTo} in its
 * DESCRIPTION ("Writing R Extensions", section "Package Dependencies").
 *
 * @param name a package, or {@code R} itself
 * @param version what its version must satisfy; empty means any
 */
public record Dependency(String name, Optional<VersionComparison> version) {
  private static final Pattern GRAMMAR =
      Pattern.compile("([A-Za-z][A-Za-z0-9.]*)\\s*(?:\\(([^()]*)\\))?");

  /** A revision between two versions of R, which every released R is beyond. */
  private static final Pattern REVISION = Pattern.compile("R\\s*\\(\\s*(?:>=|>)\\s*r\\d+\\s*\\)");

  /**
   * Reads a field such as {@code R (>= 4.0), Rcpp (>= 1.0.7), methods}.
   *
   * @throws IllegalArgumentException when an entry does not follow the grammar
   */
  public static List<Dependency> parseAll(String field) {
    List<Dependency> all = new ArrayList<>();
    for (String entry : field.split(",")) {
      if (!entry.isBlank()) {
        all.add(parse(entry.strip()));
      }
    }
    return List.copyOf(all);
  }

  private static Dependency parse(String entry) {
    Matcher matcher = GRAMMAR.matcher(entry);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a dependency such as Rcpp (>= 1.0.7): " + entry);
    }
    if (matcher.group(1).equals("R") && REVISION.matcher(entry).matches()) {
      return new Dependency("R", Optional.empty());
    }
    return new Dependency(
        matcher.group(1), Optional.ofNullable(matcher.group(2)).map(VersionComparison::parse));
  }

  /** As a DESCRIPTION has it: {@code Rcpp (>= 1.0.7)}. */
  @Override
  public String toString() {
    return name + version.map(v -> " (" + v + ")").orElse("");
  }
}
