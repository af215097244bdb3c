package dev.slipway.dockerfile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The instructions of a Dockerfile, divided as BuildKit's parser does it.
 *
 * @see <a href="https://docs.docker.com/reference/dockerfile/#here-documents">the reference</a>
 */
final class Instructions {
  private static final Pattern HEREDOC = Pattern.compile("\\d*<<(?<tabs>-?)(?<end>[^<]+)");
  private static final Set<String> WITH_HEREDOC = Set.of("RUN", "COPY", "ADD");
  private static final Pattern DIRECTIVE =
      Pattern.compile("(?i)#\\s*(?<key>syntax|escape|check)\\s*=\\s*(?<value>.+?)\\s*");
  private static final String BACKSLASH = "\\";
  private static final String BACKTICK = "`";

  /** A here document that is still to end. */
  private record Heredoc(String end, boolean tabs) {
    boolean endsAt(String line) {
      return (tabs ? line.replaceFirst("^\t+", "") : line).equals(end);
    }
  }

  private final List<Instruction> all = new ArrayList<>();
  private final Deque<Heredoc> open = new ArrayDeque<>();
  private final StringBuilder instruction = new StringBuilder();
  private final Pattern continued;
  private int line;
  private int begin;
  private boolean isContinued;

  private Instructions(Pattern continued) {
    this.continued = continued;
  }

  /** The instructions as today's BuildKit reads them. */
  static List<Instruction> of(String dockerfile) {
    return read(dockerfile, escapeOf(dockerfile), true);
  }

  /**
   * The instructions as one BuildKit or another reads them: an older one goes on after two escapes
   * at the end of a line, and knows fewer directives.
   */
  static List<List<Instruction>> readings(String dockerfile) {
    boolean named = lines(dockerfile).stream().anyMatch(one -> isEscape(Instruction.strip(one)));
    return (named ? Stream.of(BACKSLASH, BACKTICK) : Stream.of(BACKSLASH))
        .flatMap(e -> Stream.of(read(dockerfile, e, true), read(dockerfile, e, false)))
        .distinct()
        .toList();
  }

  private static List<Instruction> read(String dockerfile, String escape, boolean escapable) {
    String quoted = Pattern.quote(escape);
    Pattern continued =
        Pattern.compile((escapable ? "(?<!" + quoted + ")" : "") + quoted + "[ \\t]*$");
    Instructions instructions = new Instructions(continued);
    lines(dockerfile).forEach(instructions::take);
    instructions.end();
    return instructions.all;
  }

  /** A lone carriage return ends no line. */
  static List<String> lines(String dockerfile) {
    String text = dockerfile.startsWith("\uFEFF") ? dockerfile.substring(1) : dockerfile;
    return text.lines().count() == 0
        ? List.of()
        : List.of(text.split("\n", -1)).stream().map(one -> one.replaceFirst("\r+$", "")).toList();
  }

  private static String escapeOf(String dockerfile) {
    for (String one : lines(dockerfile)) {
      String code = Instruction.strip(one);
      if (!DIRECTIVE.matcher(code).matches()) {
        return BACKSLASH;
      }
      if (isEscape(code)) {
        return BACKTICK;
      }
    }
    return BACKSLASH;
  }

  private static boolean isEscape(String code) {
    Matcher directive = DIRECTIVE.matcher(code);
    return directive.matches()
        && directive.group("key").equalsIgnoreCase("escape")
        && directive.group("value").equals(BACKTICK);
  }

  private void take(String text) {
    line++;
    String code = Instruction.strip(text);
    if (!open.isEmpty()) {
      if (open.peek().endsAt(text)) {
        open.remove();
      }
    } else if (!code.isEmpty() && !code.startsWith("#")) {
      // A comment or an empty line does not end an instruction that is continued.
      takeCode(text);
    }
  }

  private void takeCode(String text) {
    if (!isContinued) {
      begin = line;
    }
    Matcher end = continued.matcher(text);
    isContinued = end.find();
    instruction.append(isContinued ? text.substring(0, end.start()) : text);
    if (!isContinued) {
      end();
    }
  }

  private void end() {
    Instruction whole = new Instruction(begin, Instruction.strip(instruction.toString()));
    instruction.setLength(0);
    if (!whole.text().isEmpty()) {
      all.add(whole);
      openHeredocs(whole);
    }
  }

  private void openHeredocs(Instruction whole) {
    if (WITH_HEREDOC.contains(whole.keyword())) {
      for (String word : Instruction.words(whole.arguments())) {
        Matcher heredoc = HEREDOC.matcher(word);
        if (heredoc.matches()) {
          String end = Instruction.unquoted(heredoc.group("end"));
          open.add(new Heredoc(end, !heredoc.group("tabs").isEmpty()));
        }
      }
    }
  }
}
