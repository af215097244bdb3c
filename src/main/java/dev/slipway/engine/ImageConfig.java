package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import dev.slipway.image.ImageReference;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
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
 * @param onBuild the instructions that every build from the image runs first, {@code RUN make}
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image
 *     configuration</a>
 */
record ImageConfig(String architecture, List<String> env, List<String> onBuild) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9_]+");

  /** In rocker's images the first, in Docker's official r-base the second. */
  private static final Pattern R = Pattern.compile("(?:R_VERSION|R_BASE_VERSION)=(.*)");

  ImageConfig {
    env = List.copyOf(env);
    onBuild = List.copyOf(onBuild);
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
    JsonNode config = json.path("config");
    return new ImageConfig(
        json.get("architecture").asText(), texts(config, "Env"), texts(config, "OnBuild"));
  }

  private static List<String> texts(JsonNode config, String field) {
    List<String> texts = new ArrayList<>();
    config.path(field).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** What the engine tells of an image that it has. */
  static ImageConfig of(InspectImageResponse image) {
    Optional<ContainerConfig> config = Optional.ofNullable(image.getConfig());
    return new ImageConfig(
        Optional.ofNullable(image.getArch()).orElse(""),
        texts(config.map(ContainerConfig::getEnv)),
        texts(config.map(ContainerConfig::getOnBuild)));
  }

  private static List<String> texts(Optional<String[]> values) {
    return values.map(List::of).orElse(List.of());
  }

  /**
   * @param image its name
   * @throws StepFailed BASE_ONBUILD when a build from it would run what nobody asked for
   */
  void requireNoTriggers(ImageReference image) throws StepFailed {
    if (!onBuild.isEmpty()) {
      throw new Failure(
              Kind.LASTING,
              "BASE_ONBUILD",
              "the base image %s has an ONBUILD trigger: %s".formatted(image, onBuild.get(0)),
              "Choose a base image without ONBUILD: its triggers run in every build from it,"
                  + " unseen.")
          .thrown();
    }
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
