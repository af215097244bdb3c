package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registry credentials out of Docker's own configuration, in the order {@code DOCKER_AUTH_CONFIG},
 * {@code credHelpers}, {@code credsStore}, {@code auths}. Nothing is kept: tokens expire within
 * hours, so they are looked up each time.
 */
public final class DockerCredentials {
  private static final Logger LOG = LoggerFactory.getLogger(DockerCredentials.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DockerFolder folder;

  /** Those of the user who runs this program. */
  public DockerCredentials() {
    this(DockerFolder.ofUser());
  }

  DockerCredentials(DockerFolder folder) {
    this.folder = folder;
  }

  /**
   * The credentials for a registry; empty means anonymous.
   *
   * @throws StepFailed when the configuration cannot be read, or its credential helper fails
   */
  Optional<Credentials> find(Registry registry) throws StepFailed, InterruptedException {
    Optional<Credentials> fromEnvironment =
        inAuths(read(folder.env().getOrDefault("DOCKER_AUTH_CONFIG", "")), registry);
    if (fromEnvironment.isPresent()) {
      return fromEnvironment;
    }
    JsonNode config = read(file(folder.path().resolve("config.json")));
    Optional<Credentials> helped = fromHelper(config, registry);
    return helped.isPresent() ? helped : inAuths(config, registry);
  }

  private Optional<Credentials> fromHelper(JsonNode config, Registry registry)
      throws StepFailed, InterruptedException {
    String own = config.path("credHelpers").path(registry.credentialsKey()).asText();
    if (own.isEmpty()) {
      own = config.path("credHelpers").path(registry.host()).asText();
    }
    if (!own.isEmpty()) {
      return new CredentialHelper(own, folder.env()).get(registry.credentialsKey());
    }
    String store = config.path("credsStore").asText();
    if (store.isEmpty()) {
      return Optional.empty();
    }
    CredentialHelper helper = new CredentialHelper(store, folder.env());
    if (!helper.isInstalled()) {
      // Docker Desktop leaves such an entry behind; that must not stop an anonymous push.
      LOG.warn("{} is configured as credsStore but is not on the PATH", helper.program());
      return Optional.empty();
    }
    return helper.get(registry.credentialsKey());
  }

  private static Optional<Credentials> inAuths(JsonNode config, Registry registry) {
    for (Map.Entry<String, JsonNode> entry : config.path("auths").properties()) {
      if (registry.isNamedBy(entry.getKey())) {
        return inEntry(entry.getValue());
      }
    }
    return Optional.empty();
  }

  private static Optional<Credentials> inEntry(JsonNode entry) {
    if (entry.hasNonNull("identitytoken") && !entry.get("identitytoken").asText().isEmpty()) {
      return Optional.of(Credentials.ofToken(entry.get("identitytoken").asText()));
    }
    String auth = entry.path("auth").asText();
    String pair = auth.isEmpty() ? "" : decode(auth);
    int colon = pair.indexOf(':');
    if (colon > 0) {
      return Optional.of(
          Credentials.ofPassword(pair.substring(0, colon), pair.substring(colon + 1)));
    }
    String username = entry.path("username").asText();
    return username.isEmpty()
        ? Optional.empty()
        : Optional.of(Credentials.ofPassword(username, entry.path("password").asText()));
  }

  /** Old versions of Docker pad the password with NUL. */
  private static String decode(String auth) {
    try {
      return new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8)
          .replaceAll("\0+$", "");
    } catch (IllegalArgumentException notBase64) {
      return "";
    }
  }

  private static String file(Path config) throws StepFailed {
    try {
      return Files.isRegularFile(config) ? Files.readString(config) : "";
    } catch (IOException e) {
      throw unreadable(config.toString());
    }
  }

  private static JsonNode read(String text) throws StepFailed {
    try {
      return text.isBlank() ? MissingNode.getInstance() : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      // Not as the cause: its message quotes the text, and the text holds secrets.
      throw unreadable("Docker's configuration of registry logins");
    }
  }

  private static StepFailed unreadable(String what) {
    return new Failure(
            Kind.OPERATOR,
            "CREDENTIALS_UNREADABLE",
            what + " cannot be read as JSON",
            "Mend DOCKER_AUTH_CONFIG or the config.json of Docker, or log in again.")
        .thrown();
  }
}
