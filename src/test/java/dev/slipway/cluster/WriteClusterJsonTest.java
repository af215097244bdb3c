package dev.slipway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.engine.Pushed;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.spec.Spec;
import dev.slipway.spec.Spec.ClusterSection;
import dev.slipway.spec.Spec.Packages;
import dev.slipway.spec.Spec.Tests;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import dev.slipway.step.StepOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WriteClusterJsonTest {
  private static final Digest DIGEST = new Digest("sha256:" + "0".repeat(64));
  private static final String IMAGE = "registry.example.org/demo/custom-r-ver:1.0";

  private final ObjectMapper plain = new ObjectMapper();

  @Test
  void writesTheGuidesSampleWhenTheSpecSaysNothing() throws Exception {
    assertThat(pretty(clusterJson(null)))
        .isEqualTo(
            """
            {
              "name" : "demo",
              "vmSize" : "Standard_F2",
              "maxTasksPerNode" : 2,
              "poolSize" : {
                "dedicatedNodes" : {
                  "min" : 0,
                  "max" : 0
                },
                "lowPriorityNodes" : {
                  "min" : 2,
                  "max" : 2
                },
                "autoscaleFormula" : "QUEUE"
              },
              "containerImage" : "registry.example.org/demo/custom-r-ver:1.0",
              "rPackages" : {
                "cran" : [ ],
                "github" : [ ],
                "bioconductor" : [ ]
              },
              "commandLine" : [ ]
            }""");
  }

  @Test
  void passesTheSpecsFieldsThroughWithUnknownOnesLast() throws Exception {
    Map<String, Object> section =
        fields(
            "zeta",
            List.of(1, "two"),
            "commandLine",
            List.of("apt-get update"),
            "subnetId",
            "/subscriptions/1/subnets/2",
            "alpha",
            fields("deep", true),
            "maxTasksPerNode",
            4.0,
            "name",
            "my_Pool-1",
            "vmSize",
            "Standard_D2_v2",
            "poolSize",
            fields(
                "autoscaleFormula", "WORKDAY",
                "dedicatedNodes", fields("max", 3L, "min", 1L),
                "lowPriorityNodes", fields("min", 0, "max", 0)));

    assertThat(plain.writeValueAsString(clusterJson(section)))
        .isEqualTo(
            "{'name':'my_Pool-1','vmSize':'Standard_D2_v2','maxTasksPerNode':4,".replace('\'', '"')
                + ("'poolSize':{'dedicatedNodes':{'min':1,'max':3},"
                        + "'lowPriorityNodes':{'min':0,'max':0},'autoscaleFormula':'WORKDAY'},"
                        + "'containerImage':'registry.example.org/demo/custom-r-ver:1.0',"
                        + "'rPackages':{'cran':[],'github':[],'bioconductor':[]},"
                        + "'commandLine':['apt-get update'],"
                        + "'subnetId':'/subscriptions/1/subnets/2',"
                        + "'zeta':[1,'two'],'alpha':{'deep':true}}")
                    .replace('\'', '"'));
  }

  @Test
  void anUnknownFieldWithoutAValuePassesThroughAndComesBack() throws Exception {
    ClusterContent json = clusterJson(fields("foo", null));

    String text = plain.writeValueAsString(json);
    assertThat(text).endsWith("\"commandLine\":[],\"foo\":null}");
    assertThat(plain.readValue(text, ClusterContent.class)).isEqualTo(json);
  }

  @Test
  void aKnownFieldWithoutAValueIsAsIfLeftOut() throws Exception {
    assertThat(clusterJson(fields("name", null, "poolSize", null, "commandLine", null)))
        .isEqualTo(clusterJson(null));
  }

  @Test
  void comesBackFromTheJournalAsItWas() throws Exception {
    ClusterContent json =
        clusterJson(fields("subnetId", "/s/1", "zeta", List.of(1, 2), "alpha", "a"));

    ClusterContent back = plain.readValue(plain.writeValueAsString(json), ClusterContent.class);

    assertThat(back).isEqualTo(json);
    assertThat(back.fields().keySet()).endsWith("subnetId", "zeta", "alpha");
  }

  @Test
  void comesBackFromTheJournalWithNoOtherFields() throws Exception {
    ClusterContent json = clusterJson(null);

    assertThat(plain.readValue(plain.writeValueAsString(json), ClusterContent.class))
        .isEqualTo(json);
  }

  @ParameterizedTest
  @MethodSource("rangesWithOneEnd")
  void theMissingEndOfARangeGivesWay(Map<String, Object> nodes, int min, int max) throws Exception {
    ClusterContent json = clusterJson(fields("poolSize", fields("lowPriorityNodes", nodes)));

    assertThat(((Map<?, ?>) json.fields().get("poolSize")).get("lowPriorityNodes"))
        .isEqualTo(Map.of("min", min, "max", max));
  }

  static List<Object[]> rangesWithOneEnd() {
    return List.of(
        new Object[] {fields("min", 5), 5, 5},
        new Object[] {fields("max", 1), 1, 1},
        new Object[] {fields("max", 9), 2, 9},
        new Object[] {fields("min", 1), 1, 2});
  }

  @ParameterizedTest
  @MethodSource("brokenRules")
  void refusesWhatDoAzureParallelWouldRefuse(Map<String, Object> section, String says) {
    assertThatThrownBy(() -> clusterJson(section))
        .isInstanceOfSatisfying(
            StepFailed.class,
            failed -> {
              assertThat(failed.failure().kind()).isEqualTo(Kind.LASTING);
              assertThat(failed.failure().code()).isEqualTo("CLUSTER_INVALID");
              assertThat(failed.failure().message()).contains(says);
            });
  }

  static List<Object[]> brokenRules() {
    return List.of(
        new Object[] {fields("name", "a b"), "name must be"},
        new Object[] {fields("name", "a".repeat(65)), "name must be"},
        new Object[] {fields("name", 7), "cluster.name is not text: 7"},
        new Object[] {fields("vmSize", " "), "vmSize must name"},
        new Object[] {fields("maxTasksPerNode", 0), "maxTasksPerNode must be at least 1"},
        new Object[] {fields("maxTasksPerNode", 1.5), "cluster.maxTasksPerNode is not a whole"},
        new Object[] {fields("maxTasksPerNode", "2"), "cluster.maxTasksPerNode is not a whole"},
        new Object[] {fields("maxTasksPerNode", 1L << 40), "cluster.maxTasksPerNode is not a"},
        new Object[] {fields("poolSize", List.of()), "cluster.poolSize is not an object"},
        new Object[] {
          fields("poolSize", fields("nodes", 1)), "cluster.poolSize has no field nodes"
        },
        new Object[] {
          fields("poolSize", fields("dedicatedNodes", fields("min", 3, "max", 1))), "min <= max"
        },
        new Object[] {
          fields("poolSize", fields("dedicatedNodes", fields("min", -1, "max", 1))), "0 <= min"
        },
        new Object[] {fields("poolSize", fields("autoscaleFormula", "FULL")), "must be one of"},
        new Object[] {fields("commandLine", List.of(1)), "cluster.commandLine is not a list of"},
        new Object[] {fields("subnetId", List.of()), "cluster.subnetId is not text"});
  }

  @Test
  void refusesAnImageWithoutATag() {
    assertThatThrownBy(() -> run(null, ImageReference.parse("demo/custom-r-ver")))
        .isInstanceOf(StepFailed.class)
        .hasMessageContaining("must have a tag");
  }

  private static ClusterContent clusterJson(Map<String, Object> section) throws StepFailed {
    return run(section, ImageReference.parse(IMAGE).withDigest(DIGEST));
  }

  private static ClusterContent run(Map<String, Object> section, ImageReference pushed)
      throws StepFailed {
    Spec spec =
        new Spec(
            "demo",
            ImageReference.parse("demo/custom-r-ver"),
            Optional.of("4.2.2"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Packages.NONE,
            List.of(),
            Map.of(),
            Tests.NONE,
            Optional.ofNullable(section).map(ClusterSection::new),
            "standard");
    return new WriteClusterJson().run(new Input(List.of(spec, new Pushed(pushed, DIGEST))));
  }

  private String pretty(ClusterContent json) throws Exception {
    return plain.writerWithDefaultPrettyPrinter().writeValueAsString(json);
  }

  /** Names and values in turn, in that order. */
  private static Map<String, Object> fields(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (var pair = Arrays.asList(namesAndValues).iterator(); pair.hasNext(); ) {
      fields.put((String) pair.next(), pair.next());
    }
    return fields;
  }

  private record Input(List<Record> records) implements StepInput {
    @Override
    public String jobId() {
      return "demo-20240613-120000-0000";
    }

    @Override
    public Path folder() {
      return Path.of(".");
    }

    @Override
    public <T extends Record> Optional<T> find(Class<T> type) {
      return records.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    @Override
    public StepOptions options() {
      return StepOptions.NONE;
    }

    @Override
    public void progress(String line) {}
  }
}
