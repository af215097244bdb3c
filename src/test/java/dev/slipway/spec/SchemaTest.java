package dev.slipway.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.slipway.spec.document.Problem.Code;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas that ship in the jar. */
class SchemaTest {
  private static JsonNode schema(String resource) throws IOException {
    try (InputStream in = SchemaTest.class.getResourceAsStream(resource)) {
      return new ObjectMapper().readTree(in);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/dev/slipway/spec/spec.schema.json", "/dev/slipway/job/pipeline.schema.json"})
  void followsItsDraft(String resource) throws IOException {
    JsonSchema draft =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(SchemaLocation.of(SchemaId.V202012));
    assertThat(draft.validate(schema(resource))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/dev/slipway/spec/spec.schema.json", "/dev/slipway/job/pipeline.schema.json"})
  void wordsEveryProblemWithAKnownCode(String resource) throws IOException {
    assertThat(schema(resource).findValues("x-problem"))
        .isNotEmpty()
        .allSatisfy(
            problem -> {
              assertThatCode(() -> Code.valueOf(problem.path("code").asText()))
                  .doesNotThrowAnyException();
              assertThat(problem.path("message").asText()).isNotEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/dev/slipway/spec/spec.schema.json", "/dev/slipway/job/pipeline.schema.json"})
  void wordsEveryPattern(String resource) throws IOException {
    assertThat(schema(resource).findParents("pattern"))
        .allSatisfy(rules -> assertThat(wording(rules, schema(resource))).isTrue());
  }

  /** The rules have words, or are of a {@code not} whose parent has them, or only choose others. */
  private static boolean wording(JsonNode rules, JsonNode schema) {
    return rules.has("x-problem")
        || schema.findValues("if").contains(rules)
        || schema.findParents("not").stream()
            .anyMatch(parent -> parent.get("not").equals(rules) && parent.has("x-problem"));
  }
}
