package dev.slipway.packages.system;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.Distribution;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder of rules in the format of r-system-requirements, or that repository's checkout. Their
 * shell commands are never run, and of an {@code apt_satisfy} only the packages beside it count.
 *
 * @see <a href="https://github.com/rstudio/r-system-requirements">r-system-requirements</a>
 */
final class RequirementRules {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private final List<RequirementRule> rules;

  private RequirementRules(List<RequirementRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * What some words mean.
   *
   * @param apt the packages to install
   * @param commandsOf the files whose shell commands are left out
   */
  record Meaning(Set<String> apt, List<String> commandsOf) {}

  /**
   * @throws StepFailed SYSTEM_REQUIREMENTS_INVALID when the folder holds no rules, or a file of it
   *     does not follow the format
   */
  static RequirementRules read(Path folder) throws StepFailed {
    Path inside = folder.resolve("rules");
    Path rules = Files.isDirectory(inside) ? inside : folder;
    List<RequirementRule> all = new ArrayList<>();
    for (Path file : files(rules)) {
      all.add(rule(file));
    }
    if (all.isEmpty()) {
      throw invalid(rules, "no file of rules (*.json) is there");
    }
    return new RequirementRules(all);
  }

  /** What the text of a DESCRIPTION's {@code SystemRequirements} means on a distribution. */
  Meaning meaning(String systemRequirements, Distribution distribution) {
    Set<String> apt = new TreeSet<>();
    List<String> commandsOf = new ArrayList<>();
    for (RequirementRule rule : rules) {
      if (rule.means(systemRequirements)) {
        rule.installations().stream()
            .filter(installation -> installation.isFor(distribution))
            .forEach(
                installation -> {
                  apt.addAll(installation.packages());
                  if (installation.hasCommands()) {
                    commandsOf.add(rule.file());
                  }
                });
      }
    }
    return new Meaning(apt, commandsOf);
  }

  private static List<Path> files(Path folder) throws StepFailed {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw invalid(folder, "the folder cannot be read");
    }
  }

  private static RequirementRule rule(Path file) throws StepFailed {
    try {
      String name = file.getFileName().toString();
      return RequirementRule.of(name, JSON.readTree(Files.readAllBytes(file)));
    } catch (JsonProcessingException e) {
      throw invalid(file, "line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw invalid(file, e.getMessage());
    } catch (IOException e) {
      throw invalid(file, "it cannot be read");
    }
  }

  private static StepFailed invalid(Path where, String problem) {
    return new Failure(
            Kind.LASTING,
            "SYSTEM_REQUIREMENTS_INVALID",
            where + ": " + problem + ".",
            "Mend it, or let the operator's slipway.system-requirements name another folder of"
                + " rules.")
        .thrown();
  }
}
