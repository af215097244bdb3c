package dev.slipway.spec.document;

import static dev.slipway.spec.document.Problem.Code.ONE_DOCUMENT;
import static dev.slipway.spec.document.Problem.Code.SYNTAX;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.slipway.spec.document.Node.Entry;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads strict JSON (RFC 8259): no comments, no trailing comma, nothing after the value. */
final class JsonDocument {
  /**
   * Without a table of field names, which could be made to overflow, and with room for whatever
   * fits into a file: our own limits say where they were passed.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(DocumentReader.LARGEST_LOCK)
                  .maxNumberLength(DocumentReader.LARGEST_LOCK)
                  .build())
          .build();

  private final String text;
  private final Cursor cursor;
  private final JsonParser parser;
  private final NodeBuilder builder;

  private JsonDocument(String text, JsonParser parser, NodeBuilder builder) {
    this.text = text;
    this.cursor = new Cursor(text);
    this.parser = parser;
    this.builder = builder;
  }

  static Node read(String text, NodeBuilder builder) throws Unreadable {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return new JsonDocument(text, parser, builder).document();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private Node document() throws Unreadable, IOException {
    try {
      parser.nextToken();
      Node root = node(FieldPath.ROOT, 0);
      refuseMore();
      return root;
    } catch (JsonEOFException e) {
      throw unreadable(SYNTAX, e, "the JSON ends too early", "close what is open");
    } catch (JsonProcessingException e) {
      throw unreadable(
          SYNTAX,
          e,
          reason(e.getOriginalMessage()),
          "look for a comma too many, or a comma or quote too few, just before");
    }
  }

  private static String reason(String jackson) {
    if (jackson.contains("comment?")) {
      return "JSON has no comments";
    }
    if (jackson.contains("Non-standard token")) {
      return "JSON has neither NaN nor infinity";
    }
    return Printable.text(
        jackson.replaceFirst("(?: a valid value)? \\(JSON String.*", " a JSON value"), 200);
  }

  /** By hand: the parser would only see more of it if that began like JSON. */
  private void refuseMore() throws Unreadable {
    int end = (int) parser.currentLocation().getCharOffset();
    String rest = text.substring(end);
    if (!rest.isBlank()) {
      throw new Unreadable(
          ONE_DOCUMENT,
          cursor.moveTo(end + rest.length() - rest.stripLeading().length()),
          FieldPath.ROOT,
          "there is more text after the end of the JSON",
          "one document a file");
    }
  }

  private Node node(FieldPath field, int depth) throws Unreadable, IOException {
    Position at = at();
    builder.begin(at, field, depth);
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(at, field, depth);
      case START_ARRAY -> sequence(at, field, depth);
      case VALUE_STRING -> builder.text(at, field, parser.getText());
      case VALUE_NUMBER_INT -> builder.integer(at, field, parser.getText());
      case VALUE_NUMBER_FLOAT -> builder.floating(at, field, parser.getText());
      case VALUE_NULL -> builder.nothing(at, parser.getText());
      default -> builder.bool(at, parser.getText());
    };
  }

  private Mapping mapping(Position at, FieldPath field, int depth) throws Unreadable, IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Position keyAt = at();
      String key = parser.currentName();
      FieldPath below = field.key(key);
      builder.text(keyAt, below, key);
      parser.nextToken();
      builder.put(entries, new Entry(keyAt, key, node(below, depth + 1)), below);
    }
    return new Mapping(at, entries);
  }

  private Sequence sequence(Position at, FieldPath field, int depth)
      throws Unreadable, IOException {
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(field.item(items.size()), depth + 1));
    }
    return new Sequence(at, items);
  }

  private Position at() {
    return cursor.moveTo(parser.currentTokenLocation().getCharOffset());
  }

  private Unreadable unreadable(
      Problem.Code code, JsonProcessingException e, String message, String hint) {
    Position at = new Cursor(text).moveTo(e.getLocation().getCharOffset());
    return new Unreadable(code, at, FieldPath.ROOT, message, hint);
  }
}
