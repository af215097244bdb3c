package dev.slipway.spec.document;

import static dev.slipway.spec.document.Problem.Code.EMPTY;
import static dev.slipway.spec.document.Problem.Code.LIMIT;

import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Node.Type;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a YAML or JSON file strictly, and remembers where everything stands.
 *
 * <p>It is JSON when its name ends in {@code .json}, or when it begins with a brace and a quote:
 * the same bytes are then read alike under any name. All else is YAML.
 */
public final class DocumentReader {
  /** In bytes: 256 KiB. */
  public static final int LARGEST_FILE = 256 * 1024;

  /** In bytes: 4 MiB. A tool wrote it, with all that it knows of every package. */
  static final int LARGEST_LOCK = 4 * 1024 * 1024;

  static final int DEEPEST_NESTING = 32;
  private static final int MOST_VALUES = 10_000;
  private static final int MOST_VALUES_OF_A_LOCK = 200_000;

  private static final Pattern JSON_START = Pattern.compile("\\s*+\\{\\s*+\"");

  private DocumentReader() {}

  /**
   * Reads a file.
   *
   * @param problems receives what is wrong; when it stays empty the document is whole
   * @return the root, as far as it could be read; empty when nothing could
   */
  public static Optional<Node> read(String fileName, byte[] bytes, Problems problems) {
    try {
      refuseLarge(fileName, bytes);
      String text = Utf8.decode(bytes);
      NodeBuilder builder =
          new NodeBuilder(problems, isLock(fileName) ? MOST_VALUES_OF_A_LOCK : MOST_VALUES);
      Optional<Node> root =
          isJson(fileName, text)
              ? Optional.of(JsonDocument.read(text, builder))
              : YamlDocument.read(text, builder, problems);
      refuseEmpty(root);
      return root;
    } catch (Unreadable e) {
      problems.add(e.problem());
      return Optional.empty();
    }
  }

  private static boolean isJson(String fileName, String text) {
    return fileName.toLowerCase(Locale.ROOT).endsWith(".json")
        || JSON_START.matcher(text).lookingAt();
  }

  /** The most bytes that a file of that name may have: more when it ends in {@code .lock}. */
  public static int largest(String fileName) {
    return isLock(fileName) ? LARGEST_LOCK : LARGEST_FILE;
  }

  private static boolean isLock(String fileName) {
    return fileName.toLowerCase(Locale.ROOT).endsWith(".lock");
  }

  private static void refuseLarge(String fileName, byte[] bytes) throws Unreadable {
    int largest = largest(fileName);
    if (bytes.length > largest) {
      String message = "the file is larger than %d KiB".formatted(largest / 1024);
      throw new Unreadable(LIMIT, Position.START, FieldPath.ROOT, message, "");
    }
  }

  private static void refuseEmpty(Optional<Node> root) throws Unreadable {
    if (root.isEmpty() || root.get() instanceof Scalar scalar && scalar.type() == Type.NULL) {
      throw new Unreadable(EMPTY, Position.START, FieldPath.ROOT, "the file is empty", "");
    }
  }
}
