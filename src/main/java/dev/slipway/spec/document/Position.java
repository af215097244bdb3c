package dev.slipway.spec.document;

/**
 * A place in a file.
 *
 * @param line from 1; {@code \n}, {@code \r\n} and {@code \r} end a line
 * @param column from 1, counted in Unicode code points
 */
public record Position(int line, int column) {
  /** Where a file begins. */
  public static final Position START = new Position(1, 1);
}
