package dev.slipway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.engine.Pushed;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.settings.Allowed;
import dev.slipway.spec.Spec;
import dev.slipway.spec.SpecReader;
import dev.slipway.step.Json;
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import dev.slipway.step.StepOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster.json that came as the spec. */
class OwnClusterFileTest {
  private static final Path FILES = Path.of("src/test/resources/dev/slipway/cluster");
  private static final Digest DIGEST = new Digest("sha256:" + "0".repeat(64));

  /** As Camel's own mapper, which writes the file. */
  private final ObjectMapper plain = new ObjectMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"flat", "pool"})
  void comesBackWithTheImageAndWithoutPackages(String name) throws Exception {
    ClusterContent content = content(FILES.resolve(name + ".json"));

    assertThat(plain.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n")
        .isEqualTo(Files.readString(FILES.resolve(name + ".expected.json")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"flat", "pool"})
  void comesBackFromTheJournalWithEveryDigit(String name) throws Exception {
    ClusterContent content = content(FILES.resolve(name + ".json"));

    String line = Json.mapper().writeValueAsString(Json.mapper().<ObjectNode>valueToTree(content));
    ClusterContent back =
        Json.mapper().treeToValue(Json.mapper().readTree(line), ClusterContent.class);

    assertThat(back).isEqualTo(content);
    assertThat(plain.writeValueAsString(back)).isEqualTo(plain.writeValueAsString(content));
  }

  @Test
  void anExponentKeepsItsValueAndWhatIsAbsentStaysAbsent() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("cluster.json"), "{\"name\": \"a\", \"poolSize\": {}, \"x\": 1e3}");

    assertThat(plain.writeValueAsString(content(file)))
        .isEqualTo(
            "{\"name\":\"a\",\"poolSize\":{},\"x\":1E+3,"
                + "\"containerImage\":\"registry.example.org/demo/app:1\"}");
  }

  @Test
  void refusesAnImageWithoutATag() {
    assertThatThrownBy(() -> content(FILES.resolve("flat.json"), ImageReference.parse("demo/app")))
        .isInstanceOf(StepFailed.class)
        .hasMessageContaining("must have a tag");
  }

  private static ClusterContent content(Path file) throws Exception {
    return content(
        file, ImageReference.parse("registry.example.org/demo/app:1").withDigest(DIGEST));
  }

  private static ClusterContent content(Path file, ImageReference pushed) throws Exception {
    Spec spec = SpecReader.read(file, Set.of("standard"), Allowed.EVERYTHING);
    return new WriteClusterJson().run(new Input(List.of(spec, new Pushed(pushed, DIGEST))));
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
