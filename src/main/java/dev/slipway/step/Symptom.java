package dev.slipway.step;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One row of the table of failures, {@code failures.tsv} beside this class, which says how it is
 * read: evidence by which a fault is known, and what that means.
 *
 * @param sign what the evidence is found in
 * @param evidence found anywhere in a line, or the whole of a number
 * @param example a line or a number that this row decides
 */
record Symptom(Kind kind, String code, Sign sign, Pattern evidence, String hint, String example) {
  private static final int LONGEST = 1000;

  private static final String FILE = "failures.tsv";
  private static final int COLUMNS = 5;

  /** In the order in which they are tried. */
  static final List<Symptom> ALL = shipped();

  /** What a row looks at. */
  enum Sign {
    LINE,
    STATUS,
    EXIT;

    /** By the first word of the evidence or the example; a line has none. */
    private static Sign of(String column) {
      return column.startsWith("status ") ? STATUS : column.startsWith("exit ") ? EXIT : LINE;
    }

    private String withoutIt(String column) {
      return this == LINE ? column : column.substring(name().length() + 1);
    }
  }

  /** The lines, the status or the exit code that show it; empty when nothing does. */
  List<String> shownIn(Evidence left) {
    Stream<String> said =
        switch (sign) {
          case LINE -> left.lines().stream().filter(this::isIn);
          case STATUS -> number(left.httpStatus());
          case EXIT -> number(left.exitCode());
        };
    return said.distinct().toList();
  }

  /** Of a long line its begin: what a build prints must not hold up who reads it. */
  private boolean isIn(String line) {
    return evidence.matcher(line.substring(0, Math.min(line.length(), LONGEST))).find();
  }

  private Stream<String> number(OptionalInt given) {
    return given.stream().mapToObj(String::valueOf).filter(n -> evidence.matcher(n).matches());
  }

  /**
   * The failure that it means.
   *
   * @param otherwise the message, unless the evidence has a group for it
   * @param shown what shows it
   */
  Failure failure(String otherwise, List<String> shown) {
    Failure failure = new Failure(kind, code, message(otherwise, shown), hint);
    return sign == Sign.LINE ? failure.withLines(shown) : failure;
  }

  private String message(String otherwise, List<String> shown) {
    if (evidence.matcher("").groupCount() == 0) {
      return otherwise;
    }
    return shown.stream()
        .map(evidence::matcher)
        .filter(Matcher::find)
        .map(said -> said.group(1).strip())
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static List<Symptom> shipped() {
    try (InputStream file = Symptom.class.getResourceAsStream(FILE)) {
      return read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Symptom> read(String table) {
    List<Symptom> rows = new ArrayList<>();
    Map<String, String> hints = new HashMap<>();
    for (String line : table.lines().filter(row -> !row.startsWith("#")).toList()) {
      String[] columns = line.split("\t", -1);
      if (columns.length != COLUMNS) {
        throw new IllegalStateException(FILE + " has a row without five columns: " + line);
      }
      String code = columns[1];
      String hint = columns[3].isEmpty() ? hints.get(code) : columns[3];
      hints.put(code, hint);
      rows.add(row(Kind.valueOf(columns[0]), code, columns[2], hint, columns[4]));
    }
    return List.copyOf(rows);
  }

  private static Symptom row(Kind kind, String code, String evidence, String hint, String example) {
    Sign sign = Sign.of(evidence);
    String found = sign.withoutIt(evidence);
    Pattern pattern = Pattern.compile(sign == Sign.LINE ? found : found.replace("x", "\\d"));
    return new Symptom(kind, code, sign, pattern, hint, sign.withoutIt(example));
  }
}
