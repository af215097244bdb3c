package dev.slipway.spec.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.regex.RegularExpression;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Node.Sequence;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Checks a document against a JSON Schema, draft 2020-12.
 *
 * <p>An object of the schema may say with {@code x-problem} how a breach of its keywords is
 * reported: {@code {"code", "message", "hint"}}. Only a wrong {@code type} is always reported in
 * the same words, and a key that is not listed.
 */
public final class DocumentSchema {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final JsonNode source;
  private final JsonSchema schema;

  private DocumentSchema(JsonNode source) {
    this.source = source;
    this.schema = factory().getSchema(source, config());
  }

  /**
   * Reads a schema that ships in the jar.
   *
   * @throws IllegalArgumentException when there is none, or when it is not JSON
   */
  public static DocumentSchema ofResource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      return new DocumentSchema(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new IllegalArgumentException(name + " is not a JSON Schema", e);
    }
  }

  /** Adds a problem for everything in the document that the schema does not allow. */
  public void check(Node root, Problems problems) {
    SchemaProblems words = new SchemaProblems(source);
    schema.validate(json(root)).stream()
        .map(message -> words.problem(SchemaFinding.locate(message, source, root)))
        .sorted(Comparator.comparing(Problem::code))
        .forEach(problems::add);
  }

  /** The keys that the schema lists for one of its definitions. */
  public Set<String> keysOf(String definition) {
    Set<String> keys = new TreeSet<>();
    source.at("/$defs/" + definition + "/properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static JsonSchemaFactory factory() {
    JsonMetaSchema draft =
        JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .keyword(new NonValidationKeyword(SchemaProblems.KEYWORD))
            .build();
    return JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(VersionFlag.V202012))
        .metaSchema(draft)
        .build();
  }

  private static SchemaValidatorsConfig config() {
    return SchemaValidatorsConfig.builder()
        .formatAssertionsEnabled(true)
        .losslessNarrowing(true)
        .regularExpressionFactory(DocumentSchema::regularExpression)
        .build();
  }

  /** In JSON Schema {@code $} is the end; in Java a line break may still follow. */
  private static RegularExpression regularExpression(String ecma) {
    Pattern pattern =
        Pattern.compile(ecma.endsWith("$") ? ecma.substring(0, ecma.length() - 1) + "\\z" : ecma);
    return text -> pattern.matcher(text).find();
  }

  private static JsonNode json(Node node) {
    if (node instanceof Mapping mapping) {
      ObjectNode object = JSON.objectNode();
      mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
      return object;
    }
    if (node instanceof Sequence sequence) {
      ArrayNode array = JSON.arrayNode();
      sequence.items().forEach(item -> array.add(json(item)));
      return array;
    }
    return json((Scalar) node);
  }

  private static JsonNode json(Scalar scalar) {
    return switch (scalar.type()) {
      case NULL -> JSON.nullNode();
      case BOOLEAN -> JSON.booleanNode((Boolean) scalar.value());
      case INTEGER ->
          scalar.value() instanceof BigInteger large
              ? JSON.numberNode(large)
              : JSON.numberNode((Long) scalar.value());
      case FLOAT -> JSON.numberNode((Double) scalar.value());
      case TEXT -> JSON.textNode((String) scalar.value());
    };
  }
}
