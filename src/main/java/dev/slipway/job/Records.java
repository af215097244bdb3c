package dev.slipway.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The records that steps leave, as the journal keeps them. */
final class Records {
  private static final String OURS = "dev.slipway.";

  private Records() {}

  static JsonNode write(Record record) {
    return Json.mapper().valueToTree(record);
  }

  /**
   * @throws IOException when the type is none of ours or the JSON is not of that type: the journal
   *     was written by another version
   */
  static Record read(String type, JsonNode json) throws IOException {
    if (!type.startsWith(OURS)) {
      throw new IOException("the journal names a record that is none of Slipway's: " + type);
    }
    try {
      return (Record) Json.mapper().treeToValue(json, Class.forName(type));
    } catch (ClassNotFoundException e) {
      throw new IOException("the journal names a record that this version lacks: " + type, e);
    }
  }
}
