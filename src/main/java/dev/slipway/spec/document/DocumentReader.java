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

  static final int DEEPEST_NESTING = 32;
  static final int MOST_VALUES = 10_000;

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
      refuseLarge(bytes);
      String text = Utf8.decode(bytes);
      Optional<Node> root =
          isJson(fileName, text)
              ? Optional.of(JsonDocument.read(text, problems))
              : YamlDocument.read(text, problems);
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

  private static void refuseLarge(byte[] bytes) throws Unreadable {
    if (bytes.length > LARGEST_FILE) {
      throw new Unreadable(
          LIMIT, Position.START, FieldPath.ROOT, "the file is larger than 256 KiB", "");
    }
  }

  private static void refuseEmpty(Optional<Node> root) throws Unreadable {
    if (root.isEmpty() || root.get() instanceof Scalar scalar && scalar.type() == Type.NULL) {
      throw new Unreadable(EMPTY, Position.START, FieldPath.ROOT, "the file is empty", "");
    }
  }
}
