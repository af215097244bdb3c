package dev.slipway.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What BuildKit makes of a Dockerfile, written for tests from the Dockerfile reference and without
 * a line of the program's own code.
 *
 * @param keywords the instructions' keywords, in their order
 * @param instructions the instructions, each in one line
 * @param directives whether one of the first comments would be a parser directive
 */
record DockerfileReading(List<String> keywords, List<String> instructions, boolean directives) {

  static DockerfileReading of(String text) {
    List<String> instructions = new ArrayList<>();
    List<String> ends = new ArrayList<>();
    StringBuilder whole = new StringBuilder();
    boolean directives = text.matches("(?is)^(#[^\\n]*\\n)*?#\\s*(syntax|escape|check)\\s*=.*");
    for (String line : text.split("\n")) {
      if (!ends.isEmpty()) {
        if (line.equals(ends.get(0))) {
          ends.remove(0);
        }
        continue;
      }
      String code = line.trim();
      if (code.isEmpty() || code.startsWith("#")) {
        continue;
      }
      String end = line.replaceFirst("[ \t]+$", "");
      if (end.endsWith("\\") && !end.endsWith("\\\\")) {
        whole.append(end, 0, end.length() - 1);
        continue;
      }
      whole.append(line);
      String instruction = whole.toString().trim();
      whole.setLength(0);
      instructions.add(instruction);
      if (instruction.matches("(?is)(ONBUILD\\s+)?(RUN|COPY|ADD)\\s.*")) {
        for (String word : instruction.split("\\s+")) {
          if (word.matches("\\d*<<-?[^<]+")) {
            ends.add(word.replaceFirst("\\d*<<-?", "").replaceAll("[\"']", ""));
          }
        }
      }
    }
    List<String> keywords =
        instructions.stream().map(one -> one.split("\\s+")[0].toUpperCase()).toList();
    return new DockerfileReading(keywords, instructions, directives);
  }

  /** The names and values of all instructions of a kind, with what is quoted as BuildKit has it. */
  Map<String, String> pairs(String keyword) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String instruction : instructions) {
      if (instruction.startsWith(keyword + " ")) {
        pairs(instruction.substring(keyword.length()), pairs);
      }
    }
    return pairs;
  }

  private static void pairs(String text, Map<String, String> pairs) {
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == ' ') {
        at++;
        continue;
      }
      int equals = text.indexOf('=', at);
      StringBuilder value = new StringBuilder();
      String name = text.substring(at, equals);
      at = equals + 1;
      boolean quoted = false;
      while (at < text.length() && (quoted || text.charAt(at) != ' ')) {
        char c = text.charAt(at++);
        if (c == '"') {
          quoted = !quoted;
        } else if (c == '\\' && "\"\\$".indexOf(text.charAt(at)) >= 0) {
          value.append(text.charAt(at++));
        } else if (c == '$' && !text.startsWith("{LANG:-", at) && !text.startsWith("{TZ:-", at)) {
          throw new AssertionError("a variable would be replaced in " + text);
        } else {
          value.append(c);
        }
      }
      pairs.put(name, value.toString());
    }
  }
}
