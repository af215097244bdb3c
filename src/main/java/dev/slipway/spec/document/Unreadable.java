package dev.slipway.spec.document;

/** The rest of the file cannot be read. */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Unreadable(Problem.Code code, Position at, FieldPath field, String message, String hint) {
    super(message);
    problem = new Problem(code, at, field, message, hint);
  }

  Problem problem() {
    return problem;
  }
}
