package dev.slipway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.slipway.outbox.Outbox;
import java.util.Set;
import java.util.stream.Collectors;

/** The documented schema of {@code result.json}. */
public final class ResultSchema {
  private final JsonSchema schema =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Outbox.class.getResourceAsStream("result.schema.json"));

  public Set<String> problems(JsonNode result) {
    return schema.validate(result).stream().map(Object::toString).collect(Collectors.toSet());
  }
}
