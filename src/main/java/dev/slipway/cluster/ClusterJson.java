package dev.slipway.cluster;

import dev.slipway.image.ImageReference;
import dev.slipway.spec.Spec.ClusterSection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * doAzureParallel's {@code cluster.json}, by the rules of version 0.8 ({@code
 * validationClass$isValidClusterConfig} in its {@code R/validationUtilities.R}), made of a spec's
 * section.
 *
 * @param name the pool, {@code [a-zA-Z0-9_-]{1,64}}
 * @param vmSize the size of a node, {@code Standard_F2}
 * @param maxTasksPerNode at least 1
 * @param containerImage the image with its tag: without one, a node would pull {@code latest}
 * @param commandLine what every node runs at its start, on the host
 * @param others {@code subnetId}, and the fields that doAzureParallel does not know, in their order
 */
record ClusterJson(
    String name,
    String vmSize,
    int maxTasksPerNode,
    PoolSize poolSize,
    ImageReference containerImage,
    List<String> commandLine,
    Map<String, Object> others) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  /**
   * @throws IllegalArgumentException when a rule does not hold; the message says which
   */
  ClusterJson {
    require(
        NAME.matcher(name).matches(),
        "name must be 1 to 64 letters, digits, hyphens and underscores: " + name);
    require(!vmSize.isBlank(), "vmSize must name a size such as Standard_F2");
    require(maxTasksPerNode >= 1, "maxTasksPerNode must be at least 1: " + maxTasksPerNode);
    containerImage = tagged(containerImage);
    commandLine = List.copyOf(commandLine);
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  /**
   * The image by its tag alone, as doAzureParallel has it.
   *
   * @throws IllegalArgumentException when it has no tag
   */
  static ImageReference tagged(ImageReference image) {
    require(image.tag().isPresent(), "containerImage must have a tag: " + image);
    return new ImageReference(image.host(), image.path(), image.tag(), Optional.empty());
  }

  /** The file, its fields in the order of the guide's sample, the others last. */
  ClusterContent content() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("vmSize", vmSize);
    fields.put("maxTasksPerNode", maxTasksPerNode);
    fields.put("poolSize", poolSize.content());
    fields.put("containerImage", containerImage.toString());
    fields.put("rPackages", nothingToInstall());
    fields.put("commandLine", commandLine);
    fields.putAll(others);
    return new ClusterContent(fields);
  }

  /** What every node installs at its start: nothing, everything is in the image. */
  private static Map<String, Object> nothingToInstall() {
    Map<String, Object> none = new LinkedHashMap<>();
    ClusterSection.PACKAGE_SOURCES.forEach(source -> none.put(source, List.of()));
    return none;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  /** How many nodes of each kind, and what changes their number. */
  record PoolSize(Nodes dedicatedNodes, Nodes lowPriorityNodes, AutoscaleFormula autoscaleFormula) {
    private Map<String, Object> content() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("dedicatedNodes", dedicatedNodes.content());
      fields.put("lowPriorityNodes", lowPriorityNodes.content());
      fields.put("autoscaleFormula", autoscaleFormula.name());
      return fields;
    }
  }

  /** A range of how many nodes. */
  record Nodes(int min, int max) {
    /**
     * @throws IllegalArgumentException when the range is empty or begins below 0
     */
    Nodes {
      require(0 <= min && min <= max, "nodes must have 0 <= min <= max: " + min + ", " + max);
    }

    private Map<String, Object> content() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("min", min);
      fields.put("max", max);
      return fields;
    }
  }

  /** doAzureParallel's formulas ({@code R/autoscale.R}). */
  enum AutoscaleFormula {
    QUEUE,
    QUEUE_AND_RUNNING,
    WORKDAY,
    WEEKEND,
    MAX_CPU
  }
}
