package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import java.util.regex.Pattern;

/** Reads what docker-java throws. */
final class EngineErrors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern QUERY =
      Pattern.compile("(https?://[^\\s\"'?]{1,2000})\\?[^\\s\"']+");

  private EngineErrors() {}

  static boolean causedBy(Throwable thrown, Class<? extends Throwable> type) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (type.isInstance(e)) {
        return true;
      }
    }
    return false;
  }

  /** The HTTP status of the engine's answer, 0 when there was none. */
  static int status(Throwable e) {
    return e instanceof DockerException answer ? answer.getHttpStatus() : 0;
  }

  /**
   * Words without the queries of the URLs in them: where a store of blobs is asked with a signed
   * address, the query is the key.
   */
  static String withoutQueries(String words) {
    return QUERY.matcher(words).replaceAll("$1?…");
  }

  /** The engine's own words: {@code message} of its JSON, without docker-java's prefix. */
  static String words(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && !(root instanceof DockerException)) {
      root = root.getCause();
    }
    String text = String.valueOf(root.getMessage()).replaceFirst("^Status \\d+: ", "");
    try {
      JsonNode json = JSON.readTree(text);
      return withoutQueries(json == null ? text : json.path("message").asText(text)).strip();
    } catch (JsonProcessingException notJson) {
      return withoutQueries(text).strip();
    }
  }
}
