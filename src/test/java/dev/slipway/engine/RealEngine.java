package dev.slipway.engine;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.route.CamelDockerCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The sandbox's engine, through camel-docker as in the program; removes the images of a test from
 * it and from the sandbox's registries.
 */
final class RealEngine implements BeforeEachCallback, AfterEachCallback {
  /** A Debian without R, which the sandbox puts into its registry and its engine. */
  static final String BASE = "127.0.0.1:5000/sandbox/plain:1";

  static final String REGISTRY = "127.0.0.1:5000";
  static final String PRIVATE_REGISTRY = "127.0.0.1:5001";

  /** The second registry's login. */
  static final String USER = "slipway";

  private static final Path PASSWORD = Path.of("/var/lib/slipway/sandbox/registry-password");

  private static final Set<String> SANDBOX = Set.of(REGISTRY, PRIVATE_REGISTRY);

  private final List<String> images = new ArrayList<>();
  private DefaultCamelContext context;
  private Engine engine;
  private EngineCalls calls;

  @Override
  public void beforeEach(ExtensionContext test) {
    context = new DefaultCamelContext();
    context.start();
    engine = new Engine(Optional.empty());
    calls = new CamelDockerCalls(context, engine);
  }

  @Override
  public void afterEach(ExtensionContext test) {
    images.forEach(this::remove);
    context.stop();
  }

  Engine engine() {
    return engine;
  }

  EngineCalls calls() {
    return calls;
  }

  Operations operations() {
    return new Operations(calls);
  }

  /** Removes the image when the test is over. */
  String forgotten(String image) {
    images.add(image);
    return image;
  }

  /** The containers of the test's job that are still there. */
  int containersLeft() {
    return engine
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(Labels.JOB, TestInput.JOB))
        .exec()
        .size();
  }

  static String password() {
    try {
      return Files.readString(PASSWORD).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the sandbox is not up: slipway sandbox up", e);
    }
  }

  private void remove(String image) {
    ImageReference reference = ImageReference.parse(image);
    reference.host().filter(SANDBOX::contains).ifPresent(host -> unpublish(host, reference));
    if (operations().image(image).isPresent()) {
      engine.client().removeImageCmd(image).exec();
    }
  }

  /** Takes the manifest out of the registry, with every tag that points to it. */
  private static void unpublish(String host, ImageReference image) {
    String reference = image.digest().map(Digest::value).or(image::tag).orElseThrow();
    String manifests = "http://" + host + "/v2/" + image.path() + "/manifests/";
    send("HEAD", manifests + reference)
        .headers()
        .firstValue("Docker-Content-Digest")
        .ifPresent(digest -> send("DELETE", manifests + digest));
  }

  private static HttpResponse<Void> send(String method, String uri) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
            .header("Authorization", Credentials.ofPassword(USER, password()).basic())
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
