package dev.slipway.packages;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a package's DESCRIPTION file says of it.
 *
 * @param name the name that {@code library()} takes
 * @param version its version
 * @param dependencies what must be there to install and load it: Depends, Imports and LinkingTo,
 *     with {@code R} itself where a version of it is asked for
 * @param remotes where packages under development are, as {@code Remotes} lists them
 * @param systemRequirements what it needs of the operating system, in its author's words
 */
public record Description(
    String name,
    String version,
    List<Dependency> dependencies,
    List<String> remotes,
    Optional<String> systemRequirements) {
  public Description {
    dependencies = List.copyOf(dependencies);
    remotes = List.copyOf(remotes);
  }

  /**
   * Reads the fields of a DESCRIPTION file.
   *
   * @throws IllegalArgumentException when there is no valid Package or Version, or a dependency
   *     does not follow the grammar; the message says which
   */
  public static Description of(Map<String, String> fields) {
    String name = fields.getOrDefault("Package", "");
    String version = fields.getOrDefault("Version", "");
    require(RNames.isPackage(name), "no Package field with a package's name");
    require(RNames.isVersion(version), "no Version field with a version");
    List<Dependency> dependencies =
        Stream.of("Depends", "Imports", "LinkingTo")
            .flatMap(field -> Dependency.parseAll(fields.getOrDefault(field, "")).stream())
            .distinct()
            .toList();
    List<String> remotes =
        Stream.of(fields.getOrDefault("Remotes", "").split(","))
            .map(String::strip)
            .filter(remote -> !remote.isEmpty())
            .toList();
    return new Description(
        name,
        version,
        dependencies,
        remotes,
        Optional.ofNullable(fields.get("SystemRequirements")).filter(text -> !text.isBlank()));
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("it has " + problem);
    }
  }
}
