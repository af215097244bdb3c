package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A manifest of the OCI image specification, or Docker's of schema 2, which has the same fields:
 * either an image's or an index of the images for several platforms.
 *
 * @see <a href="https://github.com/opencontainers/image-spec">OCI image specification</a>
 */
sealed interface ImageManifest {
  /**
   * The manifest of an image.
   *
   * @param layers the bottom one first
   */
  record Single(Digest config, List<Digest> layers) implements ImageManifest {
    public Single {
      layers = List.copyOf(layers);
    }
  }

  /** The manifests of the images for several platforms. */
  record Index(JsonNode manifests) implements ImageManifest {
    /** The image for Linux on that architecture, {@code amd64}. */
    Optional<Digest> linux(String architecture) throws IOException {
      for (JsonNode manifest : manifests) {
        JsonNode platform = manifest.path("platform");
        if (platform.path("os").asText().equals("linux")
            && platform.path("architecture").asText().equals(architecture)) {
          return Optional.of(digest(manifest));
        }
      }
      return Optional.empty();
    }
  }

  /**
   * @throws IOException when it is neither
   */
  static ImageManifest read(byte[] document) throws IOException {
    JsonNode json = json(document);
    // What a document is that has both is a matter of opinion, so it is nothing.
    if (json.path("manifests").isArray() && !json.has("layers")) {
      return new Index(json.get("manifests"));
    }
    if (json.path("layers").isArray() && !json.has("manifests")) {
      List<Digest> layers = new ArrayList<>();
      for (JsonNode layer : json.get("layers")) {
        layers.add(digest(layer));
      }
      return new Single(digest(json.path("config")), layers);
    }
    throw new IOException("its manifest is neither an image's nor an index");
  }

  private static JsonNode json(byte[] document) throws IOException {
    try {
      return new ObjectMapper().readTree(document);
    } catch (JsonProcessingException e) {
      throw new IOException("its manifest is not JSON", e);
    }
  }

  private static Digest digest(JsonNode descriptor) throws IOException {
    try {
      return new Digest(descriptor.path("digest").asText());
    } catch (IllegalArgumentException e) {
      throw new IOException("its manifest has no SHA-256 digest where one must be", e);
    }
  }
}
