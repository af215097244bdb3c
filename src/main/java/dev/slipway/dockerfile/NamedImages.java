package dev.slipway.dockerfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.slipway.step.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The images that a Dockerfile names, and the hosts that it fetches from, each with its line. */
final class NamedImages {
  /**
   * A name.
   *
   * @param line of the instruction, from 1
   * @param name as written, without quotes; with a {@code $} in it when a build argument is in it
   *     that has no plain default
   * @param stage whether it is where a stage begins
   */
  record Named(int line, String name, boolean stage) {}

  private static final Set<String> NOTHING = Set.of("scratch");
  private static final Pattern MOUNT = Pattern.compile("(?i)(?:^|[,\"\\s])from=([^,\"\\s]*)");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{(?<braced>\\w+)}|(?<plain>\\w+))");
  private static final Pattern SYNTAX =
      Pattern.compile("(?i)\\s*(?:#|//)\\s*syntax\\s*=\\s*(?<image>\\S+).*");
  private static final Pattern DIRECTIVE =
      Pattern.compile("(?i)\\s*(?:#!.*|(?:#|//)\\s*[a-z][a-z0-9]*\\s*=.*)");
  private static final Pattern URL =
      Pattern.compile(
          "(?i)(?:[a-z][a-z0-9+.]*://(?:[^/@\\s]*@)?|git@)(?<host>\\[[^\\]\\s]*]|[^/:\\s\\[]+)");

  private final Set<Named> images = new LinkedHashSet<>();
  private final Set<Named> hosts = new LinkedHashSet<>();
  private final Map<String, String> arguments = new HashMap<>();
  private final Set<String> stages = new HashSet<>(NOTHING);
  private boolean inStage;

  private NamedImages() {}

  /** The images of those instructions. */
  static List<Named> in(Collection<Instruction> instructions) {
    return List.copyOf(of(instructions).images);
  }

  /** The images that a Dockerfile means in any reading, its frontend among them. */
  static List<Named> in(String dockerfile) {
    NamedImages named = new NamedImages();
    named.frontend(dockerfile);
    List<Named> all = new ArrayList<>(named.images);
    Instructions.readings(dockerfile).forEach(reading -> all.addAll(of(reading).images));
    return all.stream().distinct().toList();
  }

  /** The hosts of the URLs that it adds files from. */
  static List<Named> hosts(String dockerfile) {
    return Instructions.readings(dockerfile).stream()
        .flatMap(reading -> of(reading).hosts.stream())
        .distinct()
        .toList();
  }

  private static NamedImages of(Collection<Instruction> instructions) {
    NamedImages named = new NamedImages();
    instructions.forEach(named::take);
    return named;
  }

  /** The image that reads the file, {@code # syntax=}; a shebang may stand before it. */
  private void frontend(String dockerfile) {
    List<String> lines = Instructions.lines(dockerfile);
    for (int i = 0; i < lines.size() && DIRECTIVE.matcher(lines.get(i)).matches(); i++) {
      Matcher syntax = SYNTAX.matcher(lines.get(i));
      if (syntax.matches()) {
        images.add(new Named(i + 1, syntax.group("image"), false));
      }
    }
    try {
      String image = Json.mapper().readTree(String.join("\n", lines)).path("syntax").asText();
      if (!image.isEmpty()) {
        images.add(new Named(1, image, false));
      }
    } catch (JsonProcessingException e) {
      return;
    }
  }

  private void take(Instruction instruction) {
    switch (instruction.keyword()) {
      case "ARG" -> argument(instruction);
      case "FROM" -> from(instruction);
      case "COPY", "ADD" -> copy(instruction);
      case "RUN" -> run(instruction);
      default -> {
        // Names no image.
      }
    }
  }

  /** Only an argument before the first stage has a say in FROM. */
  private void argument(Instruction instruction) {
    for (String word : inStage ? List.<String>of() : instruction.operands()) {
      String[] parts = word.split("=", 2);
      String value = parts.length < 2 ? "$" : replaced(Instruction.unquoted(parts[1]));
      String before = arguments.putIfAbsent(parts[0], value);
      if (before != null && !before.equals(value)) {
        arguments.put(parts[0], "$");
      }
    }
  }

  private void from(Instruction instruction) {
    inStage = true;
    List<String> operands = instruction.operands();
    if (operands.isEmpty()) {
      return;
    }
    String image = replaced(Instruction.unquoted(operands.get(0)));
    add(instruction, image, true);
    if (operands.size() > 2) {
      stages.add(operands.get(2).toLowerCase(Locale.ROOT));
    }
  }

  private void copy(Instruction instruction) {
    for (String flag : instruction.flags()) {
      if (flag.startsWith("--from=") && !flag.matches("--from=[0-9]*")) {
        add(instruction, flag.substring("--from=".length()), false);
      }
      refuseUnclear(instruction, flag);
    }
    Matcher url = URL.matcher(Instruction.unquoted(instruction.arguments()));
    while (url.find()) {
      hosts.add(new Named(instruction.line(), url.group("host"), false));
    }
  }

  private void run(Instruction instruction) {
    for (String flag : instruction.flags()) {
      Matcher from = MOUNT.matcher(flag.startsWith("--mount=") ? flag.substring(8) : "");
      while (from.find()) {
        if (!from.group(1).isEmpty()) {
          add(instruction, from.group(1), false);
        }
      }
      refuseUnclear(instruction, flag);
    }
  }

  /** Some BuildKits divide words at a byte within such a character. */
  private void refuseUnclear(Instruction instruction, String flag) {
    if (flag.chars().anyMatch(c -> c > 0x7e)) {
      images.add(new Named(instruction.line(), "$" + flag, false));
    }
  }

  private void add(Instruction instruction, String name, boolean stage) {
    if (!stages.contains(name.toLowerCase(Locale.ROOT))) {
      images.add(new Named(instruction.line(), name, stage));
    }
  }

  private String replaced(String text) {
    Matcher variable = VARIABLE.matcher(text);
    return variable.replaceAll(
        found -> {
          String name = found.group(1) != null ? found.group(1) : found.group(2);
          return Matcher.quoteReplacement(arguments.getOrDefault(name, found.group()));
        });
  }
}
