package dev.slipway.spec.document;

/**
 * One thing that is wrong in a file, for the person who wrote it.
 *
 * @param code which rule was broken; stable, scripts may compare it
 * @param line from 1
 * @param column from 1
 * @param field the field as {@code packages.cran[2]}; empty for the file as a whole
 * @param message what is wrong; input that it repeats is escaped
 * @param hint what to do about it; empty when there is nothing to add
 */
public record Problem(Code code, int line, int column, String field, String message, String hint) {

  /** The rules. Where one place breaks several, the one that comes first here is reported. */
  public enum Code {
    /** The file says nothing. */
    EMPTY,
    /** The bytes are not UTF-8 text. */
    ENCODING,
    /** Neither YAML nor JSON. */
    SYNTAX,
    /** More than one document in the file. */
    ONE_DOCUMENT,
    /** An anchor, an alias, a merge key or a tag. */
    ALIAS,
    /** A list where a mapping belongs, and the like. */
    SHAPE,
    /** Text where a number belongs, and the like. */
    TYPE,
    /** A control or an invisible character. */
    TEXT,
    /** Too large, too deep, too many. */
    LIMIT,
    /** The same key or the same package twice. */
    DUPLICATE,
    /** A field that does not exist. */
    UNKNOWN,
    /** Planned, and not built yet. */
    UNSUPPORTED,
    /** Two things that exclude each other. */
    CONFLICT,
    /** A path that leads out. */
    PATH,
    /** Not the name of an R package. */
    PACKAGE,
    /** Not the name of a system package. */
    SYSTEM,
    /** Not the name of an image. */
    IMAGE,
    /** Outside of what the field allows. */
    VALUE,
    /** A required field is absent. */
    MISSING
  }

  public Problem(Code code, Position at, FieldPath field, String message, String hint) {
    this(code, at.line(), at.column(), field.toString(), message, hint);
  }

  /** {@code CODE file:line:column field: message; hint}, without the parts that are empty. */
  public String print(String file) {
    return "%s %s:%d:%d %s%s%s"
        .formatted(
            code,
            Printable.text(file, Integer.MAX_VALUE),
            line,
            column,
            field.isEmpty() ? "" : field + ": ",
            message,
            hint.isEmpty() ? "" : "; " + hint);
  }
}
