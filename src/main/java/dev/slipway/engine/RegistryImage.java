package dev.slipway.engine;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.step.Classifier;
import dev.slipway.step.Evidence;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.RetryAfter;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Optional;

/** An image as its registry has it: the name's meaning, manifests and blobs. */
final class RegistryImage {
  private static final String MANIFESTS =
      "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json,"
          + " application/vnd.docker.distribution.manifest.list.v2+json,"
          + " application/vnd.docker.distribution.manifest.v2+json";

  /** Registries themselves take no manifest above 4 MiB; configurations are much the same. */
  private static final int LONGEST_DOCUMENT = 4 << 20;

  private final ImageReference name;
  private final Registry registry;
  private final RegistryRequests requests;

  RegistryImage(ImageReference name, Registry registry, RegistryRequests requests) {
    this.name = name;
    this.registry = registry;
    this.requests = requests;
  }

  /**
   * The digest of the manifest (or index) that the image's digest, tag or, without one, {@code
   * latest} means.
   *
   * @return empty when the registry has no such image, or Docker Hub hides whether it has
   */
  Optional<Digest> digest() throws StepFailed, InterruptedException {
    String reference = name.digest().map(Digest::value).or(name::tag).orElse("latest");
    Optional<HttpResponse<InputStream>> answer = ask("HEAD", "manifests", reference, MANIFESTS);
    return answer.isEmpty() ? Optional.empty() : Optional.of(digest(answer.get()));
  }

  /**
   * A manifest or an index.
   *
   * @return empty when the registry has none of that digest, or Docker Hub hides whether it has
   */
  Optional<byte[]> manifest(Digest digest) throws StepFailed, InterruptedException {
    Optional<HttpResponse<InputStream>> answer = ask("GET", "manifests", digest.value(), MANIFESTS);
    return answer.isEmpty() ? Optional.empty() : Optional.of(content(answer.get(), digest));
  }

  /** A blob that fits into memory: an image's configuration. */
  byte[] document(Digest digest) throws StepFailed, InterruptedException {
    return content(blob(digest), digest);
  }

  /**
   * A blob as it arrives; closing it early ends the connection. Its digest is for the reader to
   * check.
   */
  InputStream stream(Digest digest) throws StepFailed, InterruptedException {
    return blob(digest).body();
  }

  /** What a stream that broke off means. */
  StepFailed cut(IOException e) throws InterruptedException {
    return requests.cut(e);
  }

  /** A failure of the registry that is not one of the network. */
  StepFailed failed(Kind kind, String problem) {
    return new Failure(
            kind,
            "REGISTRY_FAILED",
            "%s %s %s".formatted(registry.host(), problem, name),
            "Use a registry that follows the OCI distribution specification, and no proxy that"
                + " changes its answers.")
        .thrown();
  }

  private HttpResponse<InputStream> blob(Digest digest) throws StepFailed, InterruptedException {
    Optional<HttpResponse<InputStream>> answer = ask("GET", "blobs", digest.value(), "*/*");
    if (answer.isEmpty()) {
      throw failed(Kind.LASTING, "lacks the blob " + digest + " of");
    }
    return answer.get();
  }

  private Optional<HttpResponse<InputStream>> ask(
      String method, String what, String reference, String accept)
      throws StepFailed, InterruptedException {
    String path = registry.apiPath(name) + "/" + what + "/" + reference;
    HttpResponse<InputStream> answer = requests.send(method, path, accept);
    int status = answer.statusCode();
    if (status == 200) {
      return Optional.of(answer);
    }
    if (status == 404 || (status == 401 && registry.isHub())) {
      return Optional.empty();
    }
    String wait =
        answer.headers().firstValue("Retry-After").map(s -> ", retry after " + s).orElse("");
    String message =
        String.format(
            Locale.ROOT, "%s answers for %s with status %d%s", registry.host(), name, status, wait);
    Failure failure =
        Classifier.classify("REGISTRY_FAILED", message, Evidence.of().withHttpStatus(status));
    throw RetryAfter.kept(failure, answer.headers()).thrown();
  }

  private Digest digest(HttpResponse<?> answer) throws StepFailed {
    try {
      return new Digest(answer.headers().firstValue("Docker-Content-Digest").orElse("none"));
    } catch (IllegalArgumentException e) {
      throw failed(Kind.LASTING, "gives no digest for");
    }
  }

  private byte[] content(HttpResponse<InputStream> answer, Digest digest)
      throws StepFailed, InterruptedException {
    byte[] content;
    try (InputStream body = answer.body()) {
      content = body.readNBytes(LONGEST_DOCUMENT + 1);
    } catch (IOException e) {
      throw cut(e);
    }
    if (content.length > LONGEST_DOCUMENT || !digest.equals(Digest.of(content))) {
      // A cache on the way that has cut it may have it whole the next time.
      throw failed(Kind.UNCLASSIFIED, "gives something else than " + digest + " for");
    }
    return content;
  }
}
