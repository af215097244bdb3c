package dev.slipway.spec;

import dev.slipway.spec.document.FieldPath;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Sequence;
import dev.slipway.spec.document.Position;
import dev.slipway.spec.document.Problem;
import dev.slipway.spec.document.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands where in a file: the problems of the spec that it means are reported as problems of
 * the file's own fields.
 */
final class SourceFields {
  private final Map<Position, FieldPath> fields = new HashMap<>();

  SourceFields(Node root) {
    remember(root, FieldPath.ROOT);
  }

  /**
   * Adds those problems, each under the name of the field that stands at its place, or of one below
   * it that is missing there.
   */
  void report(Problems found, Problems problems) {
    for (Problem problem : found.sorted()) {
      Position at = new Position(problem.line(), problem.column());
      String own = fields.getOrDefault(at, FieldPath.ROOT).toString();
      problems.add(
          new Problem(
              problem.code(),
              problem.line(),
              problem.column(),
              problem.field().startsWith(own) ? problem.field() : own,
              problem.message(),
              problem.hint()));
    }
  }

  private void remember(Node node, FieldPath field) {
    fields.put(node.at(), field);
    if (node instanceof Mapping mapping) {
      for (Node.Entry entry : mapping.entries().values()) {
        FieldPath below = field.key(entry.key());
        fields.put(entry.at(), below);
        remember(entry.value(), below);
      }
    } else if (node instanceof Sequence sequence) {
      List<Node> items = sequence.items();
      for (int i = 0; i < items.size(); i++) {
        remember(items.get(i), field.item(i));
      }
    }
  }
}
