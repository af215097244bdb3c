package dev.slipway.spec.document;

/**
 * The way from the root of a document to one of its nodes, printed as {@code packages.cran[2]}.
 *
 * <p>The text is only made when it is asked for: most nodes have no problem.
 */
public final class FieldPath {
  /** The document itself; printed as nothing. */
  public static final FieldPath ROOT = new FieldPath(null, "");

  private static final int LONGEST_KEY = 40;
  private static final int LONGEST = 400;

  private final FieldPath parent;
  private final Object segment;

  private FieldPath(FieldPath parent, Object segment) {
    this.parent = parent;
    this.segment = segment;
  }

  /** The value of that key. */
  public FieldPath key(String key) {
    return new FieldPath(this, key);
  }

  /** An item of the list, from 0. */
  public FieldPath item(int index) {
    return new FieldPath(this, index);
  }

  /** Its last 400 characters: nobody reads more, and a hostile file may have very many. */
  @Override
  public String toString() {
    if (parent == null) {
      return "";
    }
    String whole = below(parent.toString());
    return whole.length() <= LONGEST ? whole : "…" + whole.substring(whole.length() - LONGEST + 1);
  }

  private String below(String before) {
    if (segment instanceof Integer) {
      return before + "[" + segment + "]";
    }
    String key = Printable.text((String) segment, LONGEST_KEY);
    return before.isEmpty() ? key : before + "." + key;
  }
}
