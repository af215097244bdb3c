package dev.slipway.spec.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import dev.slipway.spec.document.Node.Entry;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Sequence;
import dev.slipway.spec.document.Problem.Code;
import java.util.Optional;

/**
 * A breach of the schema, with its place in the file.
 *
 * @param keyword the keyword that was breached, {@code pattern}
 * @param rules the object of the schema that has the keyword
 * @param key the key that is missing, unknown or misnamed; empty with other keywords
 * @param node the value that breaches it
 * @param keyAt where the key of that value stands; empty for the root and in a list
 */
record SchemaFinding(
    String keyword,
    JsonNode rules,
    String key,
    FieldPath field,
    Node node,
    Optional<Position> keyAt) {

  static SchemaFinding locate(ValidationMessage message, JsonNode schema, Node root) {
    FieldPath field = FieldPath.ROOT;
    Node node = root;
    Optional<Position> keyAt = Optional.empty();
    JsonNodePath path = message.getInstanceLocation();
    for (int i = 0; i < path.getNameCount(); i++) {
      if (node instanceof Sequence sequence) {
        int index = Integer.parseInt(path.getName(i));
        field = field.item(index);
        node = sequence.items().get(index);
        keyAt = Optional.empty();
      } else {
        Entry entry = ((Mapping) node).entries().get(path.getName(i));
        field = field.key(entry.key());
        node = entry.value();
        keyAt = Optional.of(entry.at());
      }
    }
    JsonNode rules = rules(message.getSchemaLocation().getFragment(), schema);
    return new SchemaFinding(message.getType(), rules, message.getProperty(), field, node, keyAt);
  }

  private static JsonNode rules(JsonNodePath keyword, JsonNode schema) {
    JsonNode object = schema;
    for (int i = 0; i < keyword.getNameCount() - 1; i++) {
      String name = keyword.getName(i);
      object = object.isArray() ? object.path(Integer.parseInt(name)) : object.path(name);
    }
    return object;
  }

  /** What the schema demands with the keyword. */
  JsonNode demand() {
    return rules.path(keyword);
  }

  boolean isInList() {
    return keyAt.isEmpty() && !field.equals(FieldPath.ROOT);
  }

  /** A problem of the value. */
  Problem ofValue(Code code, String message, String hint) {
    return new Problem(code, node.at(), field, message, hint);
  }

  /** A problem of the value's key, or of the value where there is no key. */
  Problem ofKey(Code code, String message, String hint) {
    return new Problem(code, keyAt.orElse(node.at()), field, message, hint);
  }

  /** A problem of the {@link #key} in the mapping. */
  Problem ofNamedKey(Code code, String message, String hint) {
    Entry entry = ((Mapping) node).entries().get(key);
    Position at = entry == null ? node.at() : entry.at();
    return new Problem(code, at, field.key(key), message, hint);
  }
}
