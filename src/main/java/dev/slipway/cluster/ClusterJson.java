package dev.slipway.cluster;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.slipway.image.ImageReference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * doAzureParallel's {@code cluster.json}, by the rules of version 0.8 ({@code
 * validationClass$isValidClusterConfig} in its {@code R/validationUtilities.R}). Jackson writes the
 * fields in the order of the guide's sample, numbers as JSON numbers.
 *
 * @param name the pool, {@code [a-zA-Z0-9_-]{1,64}}
 * @param vmSize the size of a node, {@code Standard_F2}
 * @param maxTasksPerNode at least 1
 * @param containerImage the image with its tag: without one, a node would pull {@code latest}
 * @param commandLine what every node runs at its start, on the host
 * @param others {@code subnetId}, and the fields that doAzureParallel does not know, in their order
 */
@JsonPropertyOrder({
  "name",
  "vmSize",
  "maxTasksPerNode",
  "poolSize",
  "containerImage",
  "rPackages",
  "commandLine"
})
public record ClusterJson(
    String name,
    String vmSize,
    int maxTasksPerNode,
    PoolSize poolSize,
    ImageReference containerImage,
    List<String> commandLine,
    @JsonAnyGetter Map<String, Object> others) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  /**
   * @throws IllegalArgumentException when a rule does not hold; the message says which
   */
  public ClusterJson {
    require(
        NAME.matcher(name).matches(),
        "name must be 1 to 64 letters, digits, hyphens and underscores: " + name);
    require(!vmSize.isBlank(), "vmSize must name a size such as Standard_F2");
    require(maxTasksPerNode >= 1, "maxTasksPerNode must be at least 1: " + maxTasksPerNode);
    require(containerImage.tag().isPresent(), "containerImage must have a tag: " + containerImage);
    containerImage =
        new ImageReference(
            containerImage.host(), containerImage.path(), containerImage.tag(), Optional.empty());
    commandLine = List.copyOf(commandLine);
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  /**
   * Reads what Jackson wrote. Through a map, because Jackson does not keep the order of unknown
   * fields when it fills a record.
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static ClusterJson read(LinkedHashMap<String, Object> json) {
    Fields fields = new Fields("cluster.json", json);
    return ClusterFields.toJson(
        fields, fields.text("name", ""), ImageReference.parse(fields.text("containerImage", "")));
  }

  /** What every node installs at its start: nothing, everything is in the image. */
  @JsonProperty("rPackages")
  public RPackages rPackages() {
    return RPackages.NONE;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  /** How many nodes of each kind, and what changes their number. */
  @JsonPropertyOrder({"dedicatedNodes", "lowPriorityNodes", "autoscaleFormula"})
  public record PoolSize(
      Nodes dedicatedNodes, Nodes lowPriorityNodes, AutoscaleFormula autoscaleFormula) {}

  /** A range of how many nodes. */
  @JsonPropertyOrder({"min", "max"})
  public record Nodes(int min, int max) {
    /**
     * @throws IllegalArgumentException when the range is empty or begins below 0
     */
    public Nodes {
      require(0 <= min && min <= max, "nodes must have 0 <= min <= max: " + min + ", " + max);
    }
  }

  /** doAzureParallel's formulas ({@code R/autoscale.R}). */
  public enum AutoscaleFormula {
    QUEUE,
    QUEUE_AND_RUNNING,
    WORKDAY,
    WEEKEND,
    MAX_CPU
  }

  /** Packages that every node installs at its start. */
  @JsonPropertyOrder({"cran", "github", "bioconductor"})
  public record RPackages(List<String> cran, List<String> github, List<String> bioconductor) {
    /** Nothing to install: everything is in the image. */
    public static final RPackages NONE = new RPackages(List.of(), List.of(), List.of());
  }
}
