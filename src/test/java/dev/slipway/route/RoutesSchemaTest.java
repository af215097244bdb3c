package dev.slipway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds {@code routes/} to the schema of Camel's YAML DSL, which Kaoto and the Camel CLI read too.
 */
class RoutesSchemaTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final JsonSchema SCHEMA = schema();

  @ParameterizedTest
  @MethodSource("routes")
  void aRouteFileFollowsCamelsSchema(Path file) throws IOException {
    assertThat(SCHEMA.validate(YAML.readTree(file.toFile()))).isEmpty();
  }

  @Test
  void theSchemaRefusesAnUnknownOption() throws IOException {
    JsonNode wrong = YAML.readTree("- route: {id: x, form: {uri: direct:x}}");

    assertThat(SCHEMA.validate(wrong)).isNotEmpty();
  }

  static Stream<Path> routes() throws IOException {
    return Files.list(Path.of("routes")).sorted();
  }

  private static JsonSchema schema() {
    try (InputStream in = RoutesSchemaTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(in);
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
