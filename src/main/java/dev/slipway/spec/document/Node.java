package dev.slipway.spec.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A part of a document, with its place in the file. */
public sealed interface Node {
  /** Where the part begins. */
  Position at();

  /** The value below those keys, if every one of them is there. */
  default Optional<Node> find(String... keys) {
    Node node = this;
    for (String key : keys) {
      if (!(node instanceof Mapping mapping) || !mapping.entries().containsKey(key)) {
        return Optional.empty();
      }
      node = mapping.entries().get(key).value();
    }
    return Optional.of(node);
  }

  /**
   * Keys and values.
   *
   * @param entries by key, in the order of the file
   */
  record Mapping(Position at, Map<String, Entry> entries) implements Node {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }

  /**
   * One key and its value.
   *
   * @param at where the key begins
   */
  record Entry(Position at, String key, Node value) {}

  /** A list. */
  record Sequence(Position at, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /**
   * A single value.
   *
   * @param source the value as it is written, without quotes and escapes
   * @param value null, Boolean, Long (BigInteger beyond its range), Double (finite) or String, by
   *     the type
   */
  record Scalar(Position at, Type type, String source, Object value) implements Node {
    /** Whether it is text: quoted, or unquoted and nothing else by YAML's core schema. */
    public boolean isText() {
      return type == Type.TEXT;
    }
  }

  /** The types of YAML 1.2's core schema. */
  enum Type {
    NULL("empty"),
    BOOLEAN("true or false"),
    INTEGER("a whole number"),
    FLOAT("a number"),
    TEXT("text");

    private final String description;

    Type(String description) {
      this.description = description;
    }

    /** The type in words, to follow "is". */
    public String description() {
      return description;
    }
  }
}
