package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an image's configuration says, as far as a base image is concerned.
 *
 * @param architecture {@code amd64}
 * @param env the variables, {@code name=value}
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image
 *     configuration</a>
 */
record ImageConfig(String architecture, List<String> env) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9_]+");

  /** In rocker's images the first, in Docker's official r-base the second. */
  private static final Pattern R = Pattern.compile("(?:R_VERSION|R_BASE_VERSION)=(.*)");

  ImageConfig {
    env = List.copyOf(env);
  }

  /**
   * @throws IOException when it is no configuration
   */
  static ImageConfig read(byte[] document) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(document);
    } catch (JsonProcessingException e) {
      throw new IOException("its configuration is not JSON", e);
    }
    if (!ARCHITECTURE.matcher(json.path("architecture").asText()).matches()) {
      throw new IOException("its configuration names no architecture");
    }
    List<String> env = new ArrayList<>();
    json.path("config").path("Env").forEach(variable -> env.add(variable.asText()));
    return new ImageConfig(json.get("architecture").asText(), env);
  }

  /** The version of R that a variable names. */
  Optional<String> r() {
    return env.stream()
        .map(R::matcher)
        .filter(Matcher::matches)
        .map(variable -> variable.group(1))
        // "devel" and "patched" are not versions; the library has the one that they became.
        .filter(BaseFacts::isR)
        .findFirst();
  }
}
