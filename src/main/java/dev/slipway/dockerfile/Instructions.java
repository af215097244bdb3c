package dev.slipway.dockerfile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first lines of a Dockerfile's instructions: without what continues one, and without here
 * documents.
 *
 * @see <a href="https://docs.docker.com/reference/dockerfile/#here-documents">its reference</a>
 */
final class Instructions {
  private static final Pattern HEREDOC =
      Pattern.compile(
          "(?<![<\\w])\\d*<<(?<tabs>-?)(?<quote>[\"']?)(?<end>[A-Za-z_][A-Za-z0-9_.]*)\\k<quote>");
  private static final Pattern WITH_HEREDOC = Pattern.compile("(?i)\\s*(?:RUN|COPY|ADD)\\s.*");
  private static final Pattern ESCAPE = Pattern.compile("(?i)#\\s*escape\\s*=\\s*`\\s*");

  /** A here document that is still to end. */
  private record Heredoc(String end, boolean tabs) {
    boolean endsAt(String line) {
      return (tabs ? line.replaceFirst("^\t+", "") : line).equals(end);
    }
  }

  private final List<String> first = new ArrayList<>();
  private final Deque<Heredoc> open = new ArrayDeque<>();
  private final StringBuilder instruction = new StringBuilder();
  private String escape = "\\";

  private Instructions() {}

  /** The first line of each instruction, as it is. */
  static List<String> of(String dockerfile) {
    Instructions instructions = new Instructions();
    dockerfile.lines().forEach(instructions::take);
    return instructions.first;
  }

  private void take(String line) {
    if (!open.isEmpty()) {
      if (open.peek().endsAt(line)) {
        open.remove();
      }
    } else if (line.isBlank() || line.stripLeading().startsWith("#")) {
      // Neither ends an instruction that is continued.
      if (first.isEmpty() && ESCAPE.matcher(line).matches()) {
        escape = "`";
      }
    } else {
      takeCode(line);
    }
  }

  private void takeCode(String line) {
    if (instruction.isEmpty()) {
      first.add(line);
    }
    String code = line.stripTrailing();
    instruction.append(line).append('\n');
    if (!code.endsWith(escape)) {
      String whole = instruction.toString().replace('\n', ' ');
      instruction.setLength(0);
      openHeredocs(whole);
    }
  }

  private void openHeredocs(String whole) {
    if (WITH_HEREDOC.matcher(whole).matches()) {
      Matcher heredoc = HEREDOC.matcher(whole);
      while (heredoc.find()) {
        open.add(new Heredoc(heredoc.group("end"), !heredoc.group("tabs").isEmpty()));
      }
    }
  }
}
