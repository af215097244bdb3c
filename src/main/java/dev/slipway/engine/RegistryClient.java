package dev.slipway.engine;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.step.Classifier;
import dev.slipway.step.Evidence;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Asks a registry what a tag means, by the OCI distribution specification 1.1 ({@code HEAD
 * /v2/<name>/manifests/<reference>}).
 */
public final class RegistryClient {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final String MANIFESTS =
      "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json,"
          + " application/vnd.docker.distribution.manifest.list.v2+json,"
          + " application/vnd.docker.distribution.manifest.v2+json";

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final RegistryLogin login;
  private final Operations operations;

  /**
   * @param calls tells which registries the operator allows to be without TLS: those in the
   *     engine's {@code insecure-registries}
   */
  public RegistryClient(DockerCredentials credentials, EngineCalls calls) {
    this.operations = new Operations(calls);
    this.login = new RegistryLogin(http, credentials);
  }

  /**
   * The digest of the manifest (or index) that the image's digest, tag or, without one, {@code
   * latest} means.
   *
   * @return empty when the registry has no such image, or Docker Hub hides whether it has
   * @throws StepFailed when the registry cannot be reached, refuses the login, or has a fault
   */
  public Optional<Digest> digestOf(ImageReference image) throws StepFailed, InterruptedException {
    Registry registry = Registry.of(image);
    if (registry.isLoopback() && answersWithoutTls(registry)) {
      return ask("http", registry, image);
    }
    try {
      return ask("https", registry, image);
    } catch (StepFailed e) {
      if (e.getCause() instanceof IOException && operations.allowsWithoutTls(registry.host())) {
        return ask("http", registry, image);
      }
      throw e;
    }
  }

  /** A server with TLS answers plain HTTP with 400 or not at all. */
  private boolean answersWithoutTls(Registry registry) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + registry.host() + "/v2/"))
            .timeout(ANSWER)
            .build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() != 400;
    } catch (IOException e) {
      return false;
    }
  }

  private Optional<Digest> ask(String scheme, Registry registry, ImageReference image)
      throws StepFailed, InterruptedException {
    String reference = image.digest().map(Digest::value).or(image::tag).orElse("latest");
    URI uri =
        URI.create(
            "%s://%s/v2/%s/manifests/%s"
                .formatted(scheme, registry.apiHost(), registry.apiPath(image), reference));
    try {
      HttpResponse<Void> answer = send(uri, Optional.empty());
      if (answer.statusCode() == 401) {
        Optional<String> authorization = login.answer(registry, answer);
        if (authorization.isPresent()) {
          answer = send(uri, authorization);
        }
      }
      return read(answer, registry, image);
    } catch (IOException e) {
      throw new StepFailed(unreachable(registry, e), e);
    }
  }

  private HttpResponse<Void> send(URI uri, Optional<String> authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .timeout(ANSWER)
            .header("Accept", MANIFESTS);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return http.send(request.build(), BodyHandlers.discarding());
  }

  private static Optional<Digest> read(
      HttpResponse<Void> answer, Registry registry, ImageReference image) throws StepFailed {
    int status = answer.statusCode();
    if (status == 200) {
      return Optional.of(digest(answer, registry, image));
    }
    if (status == 404 || (status == 401 && registry.isHub())) {
      return Optional.empty();
    }
    String wait =
        answer.headers().firstValue("Retry-After").map(s -> ", retry after " + s).orElse("");
    throw Classifier.classify(
            "REGISTRY_FAILED",
            String.format(
                Locale.ROOT,
                "%s answers for %s with status %d%s",
                registry.host(),
                image,
                status,
                wait),
            Evidence.of().withHttpStatus(status))
        .thrown();
  }

  private static Digest digest(HttpResponse<Void> answer, Registry registry, ImageReference image)
      throws StepFailed {
    try {
      return new Digest(answer.headers().firstValue("Docker-Content-Digest").orElse("none"));
    } catch (IllegalArgumentException e) {
      throw new Failure(
              Kind.LASTING,
              "REGISTRY_FAILED",
              registry.host() + " gives no digest for " + image,
              "Use a registry that follows the OCI distribution specification.")
          .thrown();
    }
  }

  private static Failure unreachable(Registry registry, IOException e) {
    boolean certificate = e instanceof SSLException;
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new Failure(
        certificate ? Kind.LASTING : Kind.PASSING,
        certificate ? "REGISTRY_CERTIFICATE" : "REGISTRY_UNREACHABLE",
        "the registry " + registry.host() + " cannot be reached: " + why,
        certificate
            ? "Add the registry's certificate authority to the trust store of this Java."
            : "Check that the registry runs and that this machine reaches it.");
  }
}
