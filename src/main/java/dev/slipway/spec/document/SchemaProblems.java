package dev.slipway.spec.document;

import static dev.slipway.spec.document.Problem.Code.LIMIT;
import static dev.slipway.spec.document.Problem.Code.MISSING;
import static dev.slipway.spec.document.Problem.Code.UNKNOWN;
import static dev.slipway.spec.document.Problem.Code.VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Problem.Code;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Words the breaches of a schema for the person who wrote the file. */
final class SchemaProblems {
  /** Where the schema says how a breach is reported. */
  static final String KEYWORD = "x-problem";

  /** With these the key is what is wrong, whatever its value. */
  private static final Set<Code> OF_THE_KEY = EnumSet.of(Code.UNSUPPORTED, Code.CONFLICT);

  private final JsonNode schema;

  SchemaProblems(JsonNode schema) {
    this.schema = schema;
  }

  Problem problem(SchemaFinding found) {
    JsonNode declared = found.rules().path(KEYWORD);
    return switch (found.keyword()) {
      case "type" -> TypeMismatch.problem(found);
      case "unevaluatedProperties" -> found.ofNamedKey(UNKNOWN, "no such field", meant(found));
      case "required" -> missing(found, declared);
      case "propertyNames" -> misnamed(found, resolved(found.demand()).path(KEYWORD));
      default -> declared.isMissingNode() ? plain(found) : declared(found, declared);
    };
  }

  private static Problem declared(SchemaFinding found, JsonNode declared) {
    Code code = code(declared);
    boolean ofTheKey = OF_THE_KEY.contains(code) && !found.isInList();
    return ofTheKey
        ? found.ofKey(code, message(declared), hint(declared))
        : found.ofValue(code, echo(found.node()) + message(declared), hint(declared));
  }

  private static Problem misnamed(SchemaFinding found, JsonNode declared) {
    String message = Printable.quoted(found.key()) + " " + message(declared);
    return found.ofNamedKey(code(declared), message, hint(declared));
  }

  private static Problem missing(SchemaFinding found, JsonNode declared) {
    if (!declared.isMissingNode()) {
      return found.ofNamedKey(MISSING, message(declared), hint(declared));
    }
    JsonNode example = found.rules().at("/properties/" + found.key() + "/examples/0");
    String hint = example.isTextual() ? "such as " + found.key() + ": " + example.asText() : "";
    return found.ofNamedKey(MISSING, "is missing", hint);
  }

  private String meant(SchemaFinding found) {
    List<String> known = new ArrayList<>();
    for (var property : found.rules().path("properties").properties()) {
      JsonNode rules = resolved(property.getValue());
      if (rules.path("properties").has(found.key())) {
        return "it belongs under `" + found.field().key(property.getKey()) + "`";
      }
      if (!rules.has("not")) {
        known.add(property.getKey());
      }
    }
    return Suggestion.closest(found.key(), known)
        .map(Suggestion::didYouMean)
        .orElse("known here: " + String.join(", ", known));
  }

  private JsonNode resolved(JsonNode rules) {
    String reference = rules.path("$ref").asText();
    return reference.startsWith("#") ? schema.at(reference.substring(1)) : rules;
  }

  /** A breach that the schema has no words for. */
  private static Problem plain(SchemaFinding found) {
    String limit = found.demand().asText();
    return switch (found.keyword()) {
      case "maxItems", "maxProperties" ->
          found.ofValue(LIMIT, "has more than " + limit + " entries", "");
      case "maxLength" -> found.ofValue(LIMIT, "is longer than " + limit + " characters", "");
      case "minLength" -> found.ofValue(VALUE, "is empty", "fill it in or remove it");
      case "minimum" -> found.ofValue(VALUE, "must be at least " + limit, "");
      case "maximum" -> found.ofValue(VALUE, "must be at most " + limit, "");
      case "enum" -> oneOf(found);
      default -> found.ofValue(VALUE, "breaks the rule " + found.keyword() + " " + limit, "");
    };
  }

  private static Problem oneOf(SchemaFinding found) {
    List<String> allowed = new ArrayList<>();
    found.demand().forEach(value -> allowed.add(value.asText()));
    String typed = found.node() instanceof Scalar scalar ? scalar.source() : "";
    String hint = Suggestion.closest(typed, allowed).map(Suggestion::didYouMean).orElse("");
    String message = echo(found.node()) + "must be one of " + String.join(", ", allowed);
    return found.ofValue(VALUE, message, hint);
  }

  private static String echo(Node node) {
    return node instanceof Scalar scalar ? Printable.value(scalar) + " " : "";
  }

  private static Code code(JsonNode declared) {
    return Code.valueOf(declared.path("code").asText());
  }

  private static String message(JsonNode declared) {
    return declared.path("message").asText();
  }

  private static String hint(JsonNode declared) {
    return declared.path("hint").asText();
  }
}
