package dev.slipway.spec;

import static dev.slipway.spec.document.Problem.Code.CONFLICT;
import static dev.slipway.spec.document.Problem.Code.UNKNOWN;

import dev.slipway.spec.document.FieldPath;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Problems;
import dev.slipway.spec.document.Suggestion;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The rules of doAzureParallel 0.8 between fields of a cluster section. */
final class ClusterRules {
  private static final FieldPath CLUSTER = FieldPath.ROOT.key("cluster");
  private static final FieldPath POOL_SIZE = CLUSTER.key("poolSize");

  private final Node root;
  private final Problems problems;

  private ClusterRules(Node root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /**
   * @param known the fields that the schema lists; others pass unless they look mistyped
   */
  static void check(Node root, Set<String> known, Problems problems) {
    ClusterRules rules = new ClusterRules(root, problems);
    rules.mistyped(known);
    rules.minAndMax("dedicatedNodes");
    rules.minAndMax("lowPriorityNodes");
    rules.ceilingOfMaxCpu();
  }

  private void mistyped(Set<String> known) {
    if (!(root.find("cluster").orElse(root) instanceof Mapping cluster) || cluster == root) {
      return;
    }
    for (Node.Entry entry : cluster.entries().values()) {
      Optional<String> meant =
          known.contains(entry.key()) ? Optional.empty() : Suggestion.closest(entry.key(), known);
      meant.ifPresent(
          name ->
              problems.add(
                  UNKNOWN,
                  entry.at(),
                  CLUSTER.key(entry.key()),
                  "no such field",
                  Suggestion.didYouMean(name)));
    }
  }

  private void minAndMax(String nodes) {
    OptionalDouble min = number(nodes, "min");
    OptionalDouble max = number(nodes, "max");
    if (min.isPresent() && max.isPresent() && min.getAsDouble() > max.getAsDouble()) {
      problems.add(
          CONFLICT,
          root.find("cluster", "poolSize", nodes, "min").orElseThrow().at(),
          POOL_SIZE.key(nodes).key("min"),
          "min is greater than max",
          "swap them");
    }
  }

  /** With MAX_CPU the dedicated minimum is the pool's ceiling; left out, it is 0. */
  private void ceilingOfMaxCpu() {
    Optional<Scalar> formula = SpecRules.text(root, "cluster", "poolSize", "autoscaleFormula");
    if (hasNoDedicatedNode() && formula.filter(f -> f.source().equals("MAX_CPU")).isPresent()) {
      problems.add(
          CONFLICT,
          formula.get().at(),
          POOL_SIZE.key("autoscaleFormula"),
          "MAX_CPU with dedicatedNodes.min 0 never gives a node",
          "set dedicatedNodes.min to the number of nodes that you want at most, or use QUEUE");
    }
  }

  private boolean hasNoDedicatedNode() {
    Optional<Node> dedicated = root.find("cluster", "poolSize", "dedicatedNodes");
    if (dedicated.isPresent() && !(dedicated.get() instanceof Mapping)) {
      return false;
    }
    OptionalDouble min = number("dedicatedNodes", "min");
    return dedicated.flatMap(nodes -> nodes.find("min")).isEmpty()
        || (min.isPresent() && min.getAsDouble() == 0);
  }

  private OptionalDouble number(String nodes, String key) {
    return root.find("cluster", "poolSize", nodes, key)
        .filter(n -> n instanceof Scalar scalar && scalar.value() instanceof Number)
        .map(n -> OptionalDouble.of(((Number) ((Scalar) n).value()).doubleValue()))
        .orElse(OptionalDouble.empty());
  }
}
