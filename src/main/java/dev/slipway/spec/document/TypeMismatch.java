package dev.slipway.spec.document;

import static dev.slipway.spec.document.Problem.Code.SHAPE;
import static dev.slipway.spec.document.Problem.Code.TYPE;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Scalar;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Words a value of another type than its field has. */
final class TypeMismatch {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private static final Set<String> CONTAINERS = Set.of("object", "array");
  private static final int LONGEST = 40;

  private TypeMismatch() {}

  /** The problem of a value that breaks the keyword {@code type}. */
  static Problem problem(SchemaFinding found) {
    List<String> wanted = wanted(found.demand());
    String message =
        wanted.stream()
            .map(TypeMismatch::description)
            .collect(joining(" or ", actual(found.node()) + ", must be ", ""));
    boolean container = wanted.stream().allMatch(CONTAINERS::contains);
    if (!(found.node() instanceof Scalar scalar)) {
      return found.ofValue(SHAPE, message, "");
    }
    if (scalar.type() == Node.Type.NULL) {
      return found.isInList()
          ? found.ofValue(SHAPE, message, "remove the item")
          : found.ofValue(container ? SHAPE : TYPE, message, "fill it in or remove it");
    }
    return container
        ? found.ofValue(SHAPE, message, listing(scalar, wanted))
        : found.ofValue(TYPE, message, quoting(scalar, wanted));
  }

  private static List<String> wanted(JsonNode demand) {
    return demand.isArray()
        ? StreamSupport.stream(demand.spliterator(), false).map(JsonNode::asText).toList()
        : List.of(demand.asText());
  }

  private static String actual(Node node) {
    if (node instanceof Scalar scalar) {
      return scalar.type() == Node.Type.NULL
          ? "is empty"
          : Printable.value(scalar) + " is " + scalar.type().description();
    }
    return node instanceof Mapping ? "is a mapping" : "is a list";
  }

  private static String description(String type) {
    return switch (type) {
      case "object" -> "a mapping";
      case "array" -> "a list";
      case "string" -> "text";
      case "integer" -> "a whole number";
      default -> "a " + type;
    };
  }

  private static String listing(Scalar scalar, List<String> wanted) {
    return wanted.contains("array")
        ? "write [" + Printable.text(scalar.source(), LONGEST) + "]"
        : "give its fields below it, indented";
  }

  private static String quoting(Scalar scalar, List<String> wanted) {
    String source = Printable.text(scalar.source(), LONGEST);
    if (scalar.isText()) {
      return NUMBER.matcher(source).matches() ? "write it without quotes, " + source : "";
    }
    return wanted.contains("string")
        ? "write it in quotes, \"%s\": unquoted it is read as %s".formatted(source, scalar.value())
        : "";
  }
}
