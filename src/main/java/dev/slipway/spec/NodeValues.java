package dev.slipway.spec;

import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Node.Sequence;
import dev.slipway.spec.document.Node.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The values of a document as Java has them, in the order of the file. */
final class NodeValues {
  private NodeValues() {}

  /** Keys to values, numbers as Java computes with them. */
  static Map<String, Object> of(Node mapping) {
    return fields(mapping, Scalar::value);
  }

  /** Keys to values, numbers with every digit that the file has: {@code 2.0} is not 2. */
  static Map<String, Object> exact(Node mapping) {
    return fields(
        mapping,
        scalar -> scalar.type() == Type.FLOAT ? new BigDecimal(scalar.source()) : scalar.value());
  }

  /** A single value, or a list or map of them. */
  static Object of(Node node, Function<Scalar, Object> single) {
    if (node instanceof Mapping) {
      return fields(node, single);
    }
    if (node instanceof Sequence sequence) {
      List<Object> values = new ArrayList<>();
      sequence.items().forEach(item -> values.add(of(item, single)));
      return Collections.unmodifiableList(values);
    }
    Object value = single.apply((Scalar) node);
    return value instanceof Long number && number == number.intValue() ? number.intValue() : value;
  }

  private static Map<String, Object> fields(Node node, Function<Scalar, Object> single) {
    Map<String, Object> fields = new LinkedHashMap<>();
    ((Mapping) node).entries().forEach((key, entry) -> fields.put(key, of(entry.value(), single)));
    return Collections.unmodifiableMap(fields);
  }
}
