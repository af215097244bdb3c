package dev.slipway.cluster;

import dev.slipway.cluster.ClusterJson.AutoscaleFormula;
import dev.slipway.cluster.ClusterJson.Nodes;
import dev.slipway.cluster.ClusterJson.PoolSize;
import dev.slipway.image.ImageReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes {@link ClusterJson} of the spec's {@code cluster} section. What the section leaves out is
 * what the sample in doAzureParallel's guide has (Building Docker Containers for doAzureParallel,
 * "Referencing your image in your cluster.json file").
 */
final class ClusterFields {
  private static final String VM_SIZE = "Standard_F2";
  private static final int TASKS_PER_NODE = 2;
  private static final Nodes DEDICATED = new Nodes(0, 0);
  private static final Nodes LOW_PRIORITY = new Nodes(2, 2);

  private static final String SUBNET = "subnetId";
  private static final Set<String> OWN_PLACE =
      Set.of(
          "name",
          "vmSize",
          "maxTasksPerNode",
          "poolSize",
          "containerImage",
          "rPackages",
          "commandLine");

  private ClusterFields() {}

  /**
   * @param name the pool's name where the section has none
   * @throws IllegalArgumentException when a field breaks a rule; the message says which
   */
  static ClusterJson toJson(Fields fields, String name, ImageReference image) {
    return new ClusterJson(
        fields.text("name", name),
        fields.text("vmSize", VM_SIZE),
        fields.whole("maxTasksPerNode", TASKS_PER_NODE),
        poolSize(fields.object("poolSize")),
        image,
        fields.texts("commandLine"),
        others(fields));
  }

  private static PoolSize poolSize(Fields fields) {
    fields.only(Set.of("dedicatedNodes", "lowPriorityNodes", "autoscaleFormula"));
    String formula = fields.text("autoscaleFormula", AutoscaleFormula.QUEUE.name());
    return new PoolSize(
        nodes(fields.object("dedicatedNodes"), DEDICATED),
        nodes(fields.object("lowPriorityNodes"), LOW_PRIORITY),
        formula(formula));
  }

  private static AutoscaleFormula formula(String name) {
    try {
      return AutoscaleFormula.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cluster.poolSize.autoscaleFormula must be one of "
              + List.of(AutoscaleFormula.values())
              + ": "
              + name,
          e);
    }
  }

  /** Where only one end of the range is given, the other gives way to it. */
  private static Nodes nodes(Fields fields, Nodes otherwise) {
    fields.only(Set.of("min", "max"));
    int min = fields.whole("min", Math.min(otherwise.min(), fields.whole("max", otherwise.max())));
    int max = fields.whole("max", Math.max(otherwise.max(), min));
    return new Nodes(min, max);
  }

  private static Map<String, Object> others(Fields fields) {
    Map<String, Object> others = new LinkedHashMap<>();
    if (fields.values().get(SUBNET) != null) {
      others.put(SUBNET, fields.text(SUBNET, ""));
    }
    fields
        .values()
        .forEach(
            (field, value) -> {
              if (!OWN_PLACE.contains(field)) {
                others.putIfAbsent(field, value);
              }
            });
    return others;
  }
}
