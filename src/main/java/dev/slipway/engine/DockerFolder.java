package dev.slipway.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Docker's own configuration of a user: the environment and the folder of {@code config.json}.
 *
 * @param env the environment variables
 * @param path {@code DOCKER_CONFIG}, or {@code ~/.docker}; need not exist
 */
record DockerFolder(Map<String, String> env, Path path) {
  DockerFolder {
    env = Map.copyOf(env);
  }

  /** That of the user who runs this program. */
  static DockerFolder ofUser() {
    Map<String, String> env = System.getenv();
    return new DockerFolder(
        env,
        Optional.ofNullable(env.get("DOCKER_CONFIG"))
            .filter(folder -> !folder.isBlank())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".docker")));
  }
}
