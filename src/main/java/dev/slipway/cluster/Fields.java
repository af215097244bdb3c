package dev.slipway.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Typed access to the fields of an object; every method throws an IllegalArgumentException that
 * names the field when its value is of another type.
 *
 * @param path the object's own name, for messages
 */
record Fields(String path, Map<String, ?> values) {
  String text(String field, String otherwise) {
    Object value = values.get(field);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof String text) {
      return text;
    }
    throw wrong(field, "text", value);
  }

  /** A whole number, also one written {@code 2.0}. */
  int whole(String field, int otherwise) {
    Object value = values.get(field);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number && number.doubleValue() == number.intValue()) {
      return number.intValue();
    }
    throw wrong(field, "a whole number", value);
  }

  List<String> texts(String field) {
    Object value = values.get(field);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(field, "a list", value);
    }
    List<String> texts = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof String text)) {
        throw wrong(field, "a list of texts", value);
      }
      texts.add(text);
    }
    return texts;
  }

  /** The object of that name; one with no fields where there is none. */
  Fields object(String field) {
    Object value = values.get(field);
    if (value == null) {
      return new Fields(path + "." + field, Map.of());
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> named = new LinkedHashMap<>();
      map.forEach((name, inner) -> named.put(String.valueOf(name), inner));
      return new Fields(path + "." + field, named);
    }
    throw wrong(field, "an object", value);
  }

  void only(Set<String> known) {
    for (String field : values.keySet()) {
      if (!known.contains(field)) {
        throw new IllegalArgumentException(path + " has no field " + field);
      }
    }
  }

  private IllegalArgumentException wrong(String field, String type, Object value) {
    return new IllegalArgumentException(path + "." + field + " is not " + type + ": " + value);
  }
}
