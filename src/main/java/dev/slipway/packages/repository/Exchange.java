package dev.slipway.packages.repository;

import dev.slipway.step.RefusedAddress;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A request over HTTP and its answer. Every address is checked before it is asked, the first one
 * and every one that a redirect leads to; a login goes to the first one's origin and nowhere else.
 */
public final class Exchange {
  private static final int MOST_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /**
   * One for all, for the connections that it keeps. Redirects are followed here: the client would
   * hand the login to the host that it is sent to.
   */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private Exchange() {}

  /**
   * Sends a request without a body and follows redirects, at most five and never from TLS to none.
   *
   * @param authorization the value of that header, for the origin of the request's URI
   * @param limit for each answer to begin, or to be whole when its body is not a stream
   * @param body takes the body of an answer that is no redirect
   * @return any answer that is no redirect
   * @throws BadRedirect when a redirect is not followed
   * @throws UnknownHostException when no host of that name is known
   * @throws IOException when there is no answer, or none in time
   * @throws StepFailed ADDRESS_REFUSED
   */
  public static <T> HttpResponse<T> send(
      HttpRequest request, Optional<String> authorization, Duration limit, BodyHandler<T> body)
      throws IOException, StepFailed, InterruptedException {
    URI first = request.uri();
    URI at = first;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpRequest.Builder next = HttpRequest.newBuilder(request, (name, value) -> true).uri(at);
      if (sameOrigin(at, first)) {
        authorization.ifPresent(value -> next.setHeader("Authorization", value));
      }
      HttpResponse<T> answer =
          sendOnce(
              next.build(),
              limit,
              head ->
                  isRedirect(head.statusCode(), head.headers().firstValue("location"))
                      ? BodySubscribers.replacing(null)
                      : body.apply(head));
      Optional<String> location = answer.headers().firstValue("location");
      if (!isRedirect(answer.statusCode(), location)) {
        return answer;
      }
      at = target(at, location.orElseThrow());
    }
    throw new BadRedirect("it redirects more than " + MOST_REDIRECTS + " times");
  }

  /**
   * Sends a request and follows no redirect.
   *
   * @throws IOException as {@link #send} does
   * @throws StepFailed ADDRESS_REFUSED
   */
  public static <T> HttpResponse<T> sendOnce(
      HttpRequest request, Duration limit, BodyHandler<T> body)
      throws IOException, StepFailed, InterruptedException {
    RefusedAddress.requireAllowed(request.uri().getHost());
    CompletableFuture<HttpResponse<T>> answer = CLIENT.sendAsync(request, body);
    try {
      // The request's own timeout is for the body as well in newer releases of Java, and a layer
      // may take its time as long as it comes.
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no answer within " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private static IOException failure(Throwable cause) {
    boolean unresolved =
        Stream.iterate(cause, e -> e != null, Throwable::getCause)
            .limit(10)
            .anyMatch(UnresolvedAddressException.class::isInstance);
    if (unresolved) {
      IOException unknown = new UnknownHostException("no host of that name is known");
      unknown.initCause(cause);
      return unknown;
    }
    return cause instanceof IOException io ? io : new IOException(cause);
  }

  private static boolean isRedirect(int status, Optional<String> location) {
    return REDIRECTS.contains(status) && location.isPresent();
  }

  /** Whether a login for the one may be shown to the other. */
  public static boolean sameOrigin(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getRawAuthority().equals(other.getRawAuthority());
  }

  /** Where a redirect leads. */
  static URI target(URI from, String location) throws BadRedirect {
    URI target;
    try {
      target = from.resolve(location);
    } catch (IllegalArgumentException e) {
      // Neither quoted nor kept as the cause: a store's address can hold a signature.
      throw new BadRedirect("it redirects to what is no address");
    }
    boolean sameScheme = from.getScheme().equals(target.getScheme());
    if (target.getHost() == null || !(sameScheme || "https".equals(target.getScheme()))) {
      throw new BadRedirect("it redirects to an address without TLS, or to none");
    }
    return target;
  }

  /** An answer leads where nobody follows; the message does not show where. */
  public static final class BadRedirect extends IOException {
    private static final long serialVersionUID = 1L;

    BadRedirect(String message) {
      super(message);
    }
  }
}
