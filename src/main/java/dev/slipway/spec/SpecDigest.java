package dev.slipway.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.slipway.image.Digest;
import java.nio.charset.StandardCharsets;

/**
 * The digest of what a spec means, whatever its layout: of its JSON with every field and key in
 * alphabetical order. Empty fields are left out, so that a spec keeps its digest when Slipway
 * learns a new field.
 */
public final class SpecDigest {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .serializationInclusion(JsonInclude.Include.NON_EMPTY)
          .build();

  private SpecDigest() {}

  /** Of a whole spec. */
  public static Digest of(Spec spec) {
    return ofParts(spec);
  }

  /** Of some parts of a spec, a record or a map of them. */
  public static Digest ofParts(Object parts) {
    try {
      byte[] json = JSON.writeValueAsString(parts).getBytes(StandardCharsets.UTF_8);
      return Digest.of(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
