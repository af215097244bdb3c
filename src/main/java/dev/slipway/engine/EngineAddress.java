package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.image.Digest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the engine listens.
 *
 * @param uri {@code unix:///path}, {@code npipe:////./pipe/name} or {@code tcp://host:port}
 * @param certificates the folder of {@code ca.pem}, {@code cert.pem} and {@code key.pem}, when the
 *     engine asks for TLS
 */
record EngineAddress(URI uri, Optional<Path> certificates) {
  private static final String LOCAL = "unix:///var/run/docker.sock";
  private static final int PLAIN_PORT = 2375;
  private static final int TLS_PORT = 2376;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Finds the engine as Docker's own command line does: the configured host, {@code DOCKER_HOST},
   * the docker context, the local socket.
   *
   * @param configured Slipway's own setting
   * @param env the environment
   * @param folder Docker's configuration folder
   * @throws IllegalArgumentException when the address cannot be read; the message says why
   */
  static EngineAddress find(Optional<String> configured, Map<String, String> env, Path folder) {
    Optional<String> host = configured.or(() -> value(env, "DOCKER_HOST"));
    if (host.isPresent()) {
      return of(host.get(), certificatesIn(env, folder));
    }
    return value(env, "DOCKER_CONTEXT")
        .or(() -> currentContext(folder))
        .filter(name -> !name.equals("default"))
        .map(name -> ofContext(name, folder))
        .orElseGet(() -> of(LOCAL, Optional.empty()));
  }

  private static EngineAddress of(String host, Optional<Path> certificates) {
    try {
      URI uri = URI.create(host.startsWith("/") ? "unix://" + host : host);
      return switch (String.valueOf(uri.getScheme())) {
        case "unix", "npipe" -> new EngineAddress(uri, Optional.empty());
        case "tcp", "http" -> new EngineAddress(tcp(uri, certificates.isPresent()), certificates);
        case "https" -> new EngineAddress(tcp(uri, true), certificates);
        default ->
            throw new IllegalArgumentException(
                "the engine's address starts with none of unix:// and tcp://: " + host);
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the engine's address cannot be used (" + e.getMessage() + ")", e);
    }
  }

  private static URI tcp(URI uri, boolean tls) {
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("it names no host: " + uri);
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? TLS_PORT : PLAIN_PORT;
    return URI.create("tcp://" + uri.getHost() + ":" + port + uri.getRawPath());
  }

  private static Optional<Path> certificatesIn(Map<String, String> env, Path folder) {
    return value(env, "DOCKER_TLS_VERIFY")
        .map(verify -> value(env, "DOCKER_CERT_PATH").map(Path::of).orElse(folder));
  }

  private static Optional<String> currentContext(Path folder) {
    Path file = folder.resolve("config.json");
    return Files.isRegularFile(file)
        ? Optional.of(read(file).path("currentContext").asText()).filter(name -> !name.isBlank())
        : Optional.empty();
  }

  /** The layout of the context store is that of docker/cli, {@code cli/context/store}. */
  private static EngineAddress ofContext(String name, Path folder) {
    String id = Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex();
    Path meta = folder.resolve("contexts/meta").resolve(id).resolve("meta.json");
    if (!Files.isRegularFile(meta)) {
      throw new IllegalArgumentException("there is no docker context named " + name);
    }
    Path certificates = folder.resolve("contexts/tls").resolve(id).resolve("docker");
    return of(
        read(meta).path("Endpoints").path("docker").path("Host").asText(),
        Optional.of(certificates).filter(Files::isDirectory));
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read as JSON", e);
    }
  }

  private static Optional<String> value(Map<String, String> env, String name) {
    return Optional.ofNullable(env.get(name)).filter(text -> !text.isBlank());
  }
}
