package dev.slipway.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * A registry of the sandbox, asked without any of Slipway's own code.
 *
 * @param host {@code 127.0.0.1:5000}
 */
public record SandboxRegistry(String host) {
  /** Takes what anybody pushes. */
  public static final SandboxRegistry PUBLIC = new SandboxRegistry("127.0.0.1:5000");

  /** Wants a login. */
  public static final SandboxRegistry PRIVATE = new SandboxRegistry("127.0.0.1:5001");

  /** The login's name. */
  public static final String USER = "slipway";

  /** The login's password; the sandbox made it up when it first came up. */
  public static String password() {
    String state = System.getenv().getOrDefault("SLIPWAY_SANDBOX", "/var/lib/slipway/sandbox");
    try {
      return Files.readString(Path.of(state, "registry-password")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the sandbox is not up: slipway sandbox up", e);
    }
  }

  /** The login as {@code auths} and the {@code Authorization} header want it. */
  public static String basic(String password) {
    byte[] pair = (USER + ":" + password).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(pair);
  }

  /** The digest that a tag has here. */
  public Optional<String> digest(String path, String tag) {
    return send("HEAD", path, tag).headers().firstValue("Docker-Content-Digest");
  }

  /** Takes what a tag means out of the registry, with every tag that means the same. */
  public void remove(String path, String tag) {
    digest(path, tag).ifPresent(digest -> send("DELETE", path, digest));
  }

  private HttpResponse<Void> send(String method, String path, String reference) {
    URI uri = URI.create("http://%s/v2/%s/manifests/%s".formatted(host, path, reference));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
            .header("Authorization", "Basic " + basic(password()))
            .build();
    try {
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
