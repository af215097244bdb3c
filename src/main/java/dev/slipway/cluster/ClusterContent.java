package dev.slipway.cluster;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of a {@code cluster.json}, field by field in its order; Jackson writes it as it is.
 *
 * @param fields field name to value (null, String, Boolean, Number, List or Map of these)
 */
public record ClusterContent(@JsonValue Map<String, Object> fields) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ClusterContent {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
