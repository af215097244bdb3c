package dev.slipway.engine;

import com.github.dockerjava.api.model.AuthConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How to log in to a registry; shows nothing of it in {@link #toString}.
 *
 * @param username empty when there is an identity token
 * @param password empty when there is an identity token
 * @param identityToken an OAuth refresh token, empty when there is a password
 */
record Credentials(String username, String password, String identityToken) {
  /** The user name with which a credential helper says that the secret is an identity token. */
  private static final String TOKEN = "<token>";

  static Credentials ofPassword(String username, String password) {
    return username.equals(TOKEN) ? ofToken(password) : new Credentials(username, password, "");
  }

  static Credentials ofToken(String identityToken) {
    return new Credentials("", "", identityToken);
  }

  boolean isToken() {
    return !identityToken.isEmpty();
  }

  /** The value of the header {@code Authorization} for the Basic scheme. */
  String basic() {
    String pair = username + ":" + password;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** For the header {@code X-Registry-Auth} of the engine. */
  AuthConfig forEngine(String registry) {
    AuthConfig config = new AuthConfig().withRegistryAddress(registry);
    return isToken()
        ? config.withIdentityToken(identityToken)
        : config.withUsername(username).withPassword(password);
  }

  @Override
  public String toString() {
    return "Credentials[hidden]";
  }
}
