package dev.slipway.packages.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.packages.AptNames;
import dev.slipway.packages.Distribution;
import dev.slipway.spec.document.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * One file of rules: what the words of a DESCRIPTION's {@code SystemRequirements} mean.
 *
 * @param file its name, {@code libxml2.json}
 * @param patterns the words, of which one must be there; case is ignored
 * @param installations what they mean, by operating system
 * @see <a href="https://github.com/rstudio/r-system-requirements#json-fields">the format</a>
 */
record RequirementRule(String file, List<Pattern> patterns, List<Installation> installations) {
  private static final Set<String> APT = Set.of("debian", "ubuntu");

  /**
   * What to install on some systems.
   *
   * @param packages by the names of the system's own package tool
   * @param hasCommands whether shell commands belong to it, before or after
   * @param systems empty means all
   */
  record Installation(List<String> packages, boolean hasCommands, List<Constraint> systems) {
    boolean isFor(Distribution distribution) {
      return systems.isEmpty() || systems.stream().anyMatch(one -> one.allows(distribution));
    }
  }

  /**
   * A distribution, or some releases of it.
   *
   * @param distribution {@code ubuntu}; empty when the system has none, as Windows
   * @param releases {@code 22.04}; empty means all
   */
  record Constraint(String distribution, List<String> releases) {
    boolean allows(Distribution actual) {
      return distribution.equals(actual.id())
          && (releases.isEmpty() || releases.contains(actual.release()));
    }
  }

  boolean means(String systemRequirements) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(systemRequirements).find());
  }

  /**
   * Reads a file's content.
   *
   * @throws IllegalArgumentException when it does not follow the format; the message says how
   */
  static RequirementRule of(String file, JsonNode json) {
    List<Pattern> patterns =
        texts(json, "patterns").stream().map(RequirementRule::pattern).toList();
    require(!patterns.isEmpty(), "patterns must be a list of regular expressions");
    List<Installation> installations =
        items(json, "dependencies").stream().map(RequirementRule::installation).toList();
    return new RequirementRule(file, patterns, installations);
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          Printable.quoted(text) + " is not a regular expression: " + e.getDescription());
    }
  }

  private static Installation installation(JsonNode json) {
    List<String> packages = texts(json, "packages");
    List<Constraint> systems =
        items(json, "constraints").stream().map(RequirementRule::constraint).toList();
    if (systems.isEmpty() || systems.stream().anyMatch(s -> APT.contains(s.distribution))) {
      for (String name : packages) {
        require(AptNames.isName(name), Printable.quoted(name) + " is not an apt package's name");
      }
    }
    boolean hasCommands =
        Stream.of("pre_install", "post_install").anyMatch(key -> !items(json, key).isEmpty());
    return new Installation(packages, hasCommands, systems);
  }

  private static Constraint constraint(JsonNode json) {
    return new Constraint(json.path("distribution").asText(), texts(json, "versions"));
  }

  private static List<String> texts(JsonNode json, String key) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : items(json, key)) {
      require(item.isTextual(), key + " must be a list of texts");
      texts.add(item.textValue());
    }
    return List.copyOf(texts);
  }

  private static List<JsonNode> items(JsonNode json, String key) {
    JsonNode list = json.path(key);
    require(json.isObject(), "it must be an object where " + key + " is looked for");
    require(list.isArray() || list.isMissingNode() || list.isNull(), key + " must be a list");
    List<JsonNode> items = new ArrayList<>();
    list.forEach(items::add);
    return items;
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
