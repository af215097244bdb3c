package dev.slipway.spec.document;

import static dev.slipway.spec.document.Problem.Code.DUPLICATE;
import static dev.slipway.spec.document.Problem.Code.LIMIT;
import static dev.slipway.spec.document.Problem.Code.TEXT;
import static dev.slipway.spec.document.Problem.Code.VALUE;

import dev.slipway.spec.document.Node.Entry;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Node.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.regex.Pattern;

/** Makes nodes by the rules that YAML and JSON files share. */
final class NodeBuilder {
  private static final int KEYS_OF_VALUES = 5;
  private static final int LONGEST_NUMBER = 40;
  private static final int LARGEST_EXPONENT = 400;
  private static final Pattern WORD = Pattern.compile("[fn]", Pattern.CASE_INSENSITIVE);

  private final Problems problems;
  private final int mostValues;
  private int nodes;

  /**
   * @param mostValues how many values a file may have
   */
  NodeBuilder(Problems problems, int mostValues) {
    this.problems = problems;
    this.mostValues = mostValues;
  }

  /** To be called once a node, before it is read. */
  void begin(Position at, FieldPath field, int depth) throws Unreadable {
    if (depth > DocumentReader.DEEPEST_NESTING) {
      throw new Unreadable(
          LIMIT,
          at,
          field,
          "nested deeper than %d levels".formatted(DocumentReader.DEEPEST_NESTING),
          "");
    }
    if (++nodes > mostValues) {
      throw new Unreadable(
          LIMIT, at, field, "the file has more than %d values".formatted(mostValues), "");
    }
  }

  /** Adds the entry, unless the mapping has its key. */
  void put(Map<String, Entry> entries, Entry entry, FieldPath field) throws Unreadable {
    if (entries.size() >= mostKeys()) {
      String message = "a mapping has more than %d keys".formatted(mostKeys());
      throw new Unreadable(LIMIT, entry.at(), field, message, "");
    }
    Entry first = entries.putIfAbsent(entry.key(), entry);
    if (first != null) {
      problems.add(
          DUPLICATE,
          entry.at(),
          field,
          "the same key is on line %d already".formatted(first.at().line()),
          "keep one of them");
    }
  }

  /** Keys may be chosen so that each is compared with every other. */
  private int mostKeys() {
    return mostValues / KEYS_OF_VALUES;
  }

  Scalar nothing(Position at, String source) {
    return new Scalar(at, Type.NULL, source, null);
  }

  Scalar bool(Position at, String source) {
    return new Scalar(at, Type.BOOLEAN, source, Boolean.valueOf(source));
  }

  /** An integer: decimal, or {@code 0o17} and {@code 0xff} as the core schema has them. */
  Scalar integer(Position at, FieldPath field, String source) {
    try {
      return new Scalar(at, Type.INTEGER, source, parseInteger(source));
    } catch (NumberFormatException e) {
      problems.add(VALUE, at, field, Printable.quoted(source) + " is out of range", "");
      return new Scalar(at, Type.INTEGER, source, 0L);
    }
  }

  /** A floating-point number; infinity and not-a-number have no place in JSON and none here. */
  Scalar floating(Position at, FieldPath field, String source) {
    double value = parseFloating(source);
    if (!Double.isFinite(value)) {
      problems.add(VALUE, at, field, Printable.quoted(source) + " is out of range", "");
      return new Scalar(at, Type.FLOAT, source, 0.0);
    }
    return new Scalar(at, Type.FLOAT, source, value);
  }

  /** Text; a NUL or half a surrogate pair (written as escapes) cannot be passed on to anything. */
  Scalar text(Position at, FieldPath field, String value) {
    if (value.codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE)) {
      problems.add(
          TEXT, at, field, Printable.quoted(value) + " has a NUL or half of a surrogate pair", "");
    }
    return new Scalar(at, Type.TEXT, value, value);
  }

  private static Number parseInteger(String source) {
    if (source.length() > LONGEST_NUMBER) {
      throw new NumberFormatException("too long");
    }
    BigInteger value = parseWhole(source);
    // Not a conditional expression: that would take both for the same type of number.
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }

  private static BigInteger parseWhole(String source) {
    if (source.startsWith("0o")) {
      return new BigInteger(source.substring(2), 8);
    }
    return source.startsWith("0x")
        ? new BigInteger(source.substring(2), 16)
        : new BigInteger(source);
  }

  private static double parseFloating(String source) {
    boolean inDigits = source.length() <= LONGEST_NUMBER && !WORD.matcher(source).find();
    return inDigits && hasSmallExponent(source) ? Double.parseDouble(source) : Double.NaN;
  }

  /** A decimal number with a huge exponent would be read as 0, and fill the memory elsewhere. */
  private static boolean hasSmallExponent(String source) {
    try {
      return Math.abs(new BigDecimal(source).scale()) <= LARGEST_EXPONENT;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
