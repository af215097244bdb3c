package dev.slipway.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.step.Json;
import java.io.IOException;

/** The records that steps leave, as the journal keeps them. */
final class Records {
  private Records() {}

  static JsonNode write(Record record) {
    return Json.mapper().valueToTree(record);
  }

  /**
   * @throws IOException when the type is no record or the JSON is not of that type: the journal was
   *     written by another version
   */
  static Record read(String type, JsonNode json) throws IOException {
    try {
      Class<?> found = Class.forName(type, false, Records.class.getClassLoader());
      if (!Record.class.isAssignableFrom(found)) {
        throw new RecordUnknown("the journal names a class that is no record: " + type);
      }
      return (Record) Json.mapper().treeToValue(json, found);
    } catch (ClassNotFoundException e) {
      throw new RecordUnknown("the journal names a record that this version lacks: " + type);
    }
  }
}
