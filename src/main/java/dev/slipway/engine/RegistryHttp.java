package dev.slipway.engine;

import dev.slipway.packages.repository.ArrivingBody;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request and its answer, redirects followed: registries often keep blobs in a store elsewhere,
 * which must not see the login.
 *
 * @param client follows no redirects by itself
 */
record RegistryHttp(HttpClient client) {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MOST_REDIRECTS = 5;

  /**
   * Sends a request without a body.
   *
   * @param accept media types
   * @param authorization goes nowhere but to the origin of that URI
   * @return any answer that is no redirect; its body, to be closed, has the bytes of an answer with
   *     status 200 and nothing of any other
   * @throws IOException when there is no answer within half a minute, or a redirect leads from TLS
   *     to none
   */
  HttpResponse<InputStream> send(
      String method, URI uri, String accept, Optional<String> authorization)
      throws IOException, InterruptedException {
    URI at = uri;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(at)
              .method(method, BodyPublishers.noBody())
              .header("Accept", accept);
      if (sameOrigin(at, uri)) {
        authorization.ifPresent(value -> request.header("Authorization", value));
      }
      HttpResponse<InputStream> answer = exchange(request.build());
      Optional<String> location = answer.headers().firstValue("Location");
      if (location.isEmpty() || !REDIRECTS.contains(answer.statusCode())) {
        return answer;
      }
      at = target(at, location.get());
    }
    throw new IOException("it redirects more than " + MOST_REDIRECTS + " times");
  }

  static boolean sameOrigin(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getRawAuthority().equals(other.getRawAuthority());
  }

  /**
   * Where a redirect leads.
   *
   * @throws IOException when that is no address, or one without TLS where there was TLS
   */
  static URI target(URI from, String location) throws IOException {
    URI target;
    try {
      target = from.resolve(location);
    } catch (IllegalArgumentException e) {
      // Neither quoted nor kept as the cause: a store's address can hold a signature.
      throw new IOException("it redirects to what is no address");
    }
    boolean sameScheme = from.getScheme().equals(target.getScheme());
    if (target.getHost() == null || !(sameScheme || "https".equals(target.getScheme()))) {
      throw new IOException("it redirects to an address without TLS");
    }
    return target;
  }

  /**
   * The wait is ours and not the request's own timeout, which newer releases of Java apply to the
   * body as well: a layer may take its time as long as it comes.
   */
  private HttpResponse<InputStream> exchange(HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(
            request,
            head ->
                head.statusCode() == 200
                    ? new ArrivingBody(ANSWER)
                    : BodySubscribers.replacing(InputStream.nullInputStream()));
    try {
      return answer.get(ANSWER.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no answer within " + ANSWER.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }
}
