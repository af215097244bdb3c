package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.sandbox.Images;
import dev.slipway.sandbox.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example that a user can copy is built, tested and pushed, under a name of this test's own.
 */
class ExamplesIT {
  @TempDir static Path folder;

  private static Images images;
  private static Service service;

  @BeforeAll
  static void start() throws Exception {
    images = new Images();
    service = new Service(folder, Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
    images.remove();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleBecomesAnImage(Path example) throws Exception {
    String spec = Files.readString(example);
    assertThat(spec).contains("image: demo/");

    JsonNode result = service.run(spec.replace("image: demo/", "image: " + images.name("")));

    assertThat(result.at("/failure").toString()).isEmpty();
    assertThat(result.get("status").asText()).isEqualTo("succeeded");
  }

  static Stream<Path> examples() throws IOException {
    return Files.list(Path.of("examples")).sorted();
  }
}
