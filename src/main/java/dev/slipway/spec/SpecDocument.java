package dev.slipway.spec;

import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Entry;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Node.Sequence;
import dev.slipway.spec.document.Node.Type;
import dev.slipway.spec.document.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A spec put together from another file: every part keeps its place in that file, so that the rules
 * of specs report it there.
 */
final class SpecDocument {
  private final Position at;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  SpecDocument(Position at) {
    this.at = at;
  }

  SpecDocument put(String key, Position keyAt, Node value) {
    entries.put(key, new Entry(keyAt, key, value));
    return this;
  }

  SpecDocument put(String key, Node value) {
    return put(key, value.at(), value);
  }

  /** A text that the file does not have in these words. */
  SpecDocument put(String key, String text) {
    return put(key, text(at, text));
  }

  /** A list, unless there is nothing in it. */
  SpecDocument putAll(String key, List<Node> items) {
    return items.isEmpty() ? this : put(key, new Sequence(items.get(0).at(), items));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Mapping build() {
    return new Mapping(at, entries);
  }

  static Scalar text(Position at, String text) {
    return new Scalar(at, Type.TEXT, text, text);
  }

  /** Whether that is a value and not null. */
  static boolean isGiven(Node node) {
    return !(node instanceof Scalar scalar && scalar.type() == Type.NULL);
  }
}
