package dev.slipway.packages;

import java.util.List;

/**
 * An apt package that the image needs.
 *
 * @param name {@code libxml2-dev}
 * @param neededBy the R packages that need it, sorted; empty when the spec itself names it
 */
public record SystemLibrary(String name, List<String> neededBy) {
  public SystemLibrary {
    neededBy = List.copyOf(neededBy);
  }
}
