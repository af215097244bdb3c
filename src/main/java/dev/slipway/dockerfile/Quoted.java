package dev.slipway.dockerfile;

/**
 * Text that a Dockerfile's ENV and LABEL take as it is; see the Dockerfile reference, "Escape" and
 * "Environment replacement".
 */
final class Quoted {
  private Quoted() {}

  /**
   * The text in double quotes, with nothing in it that would be replaced, end the quotes or begin a
   * line.
   *
   * @throws IllegalArgumentException when it holds a control character: a Dockerfile cannot say a
   *     line break
   */
  static String of(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a line break or another control character");
    }
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + '"';
  }
}
