package dev.slipway.packages.github;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Sends requests to GitHub; the token goes to the API's own origin and nowhere else. */
final class GitHubRequests {
  private static final int MOST_REDIRECTS = 5;
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");

  private final URI base;
  private final Supplier<Optional<String>> token;
  // Redirects are followed here: the client would hand the token to the host that it is sent to.
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(30))
          .build();

  GitHubRequests(URI base, Supplier<Optional<String>> token) {
    this.base = base;
    this.token = token;
  }

  boolean hasToken() {
    return token.get().isPresent();
  }

  /**
   * Gets what the URL, or the one that it leads to, answers.
   *
   * @param limit for each request with its body
   * @param body takes the body of a 200; that of any other answer is dropped
   */
  HttpResponse<Void> get(URI uri, String accept, Duration limit, Supplier<BoundedBody> body)
      throws IOException, InterruptedException {
    BodyHandler<Void> handler =
        info -> info.statusCode() == 200 ? body.get() : BodySubscribers.discarding();
    URI target = uri;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpResponse<Void> answer = send(request(target, accept), handler, limit);
      Optional<String> location = answer.headers().firstValue("location");
      if (answer.statusCode() / 100 != 3 || location.isEmpty()) {
        return answer;
      }
      target = redirected(target, location.get());
    }
    throw new IOException("too many redirects");
  }

  private HttpRequest request(URI uri, String accept) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).header("Accept", accept).header("User-Agent", "slipway");
    Optional<String> secret = isOwnOrigin(uri) ? token.get() : Optional.empty();
    if (secret.isPresent()) {
      if (!TOKEN.matcher(secret.get()).matches()) {
        // The client's own exception would show the token.
        throw new IOException("the GitHub token has characters that no token has");
      }
      request.header("Authorization", "Bearer " + secret.get());
    }
    return request.build();
  }

  private boolean isOwnOrigin(URI uri) {
    return base.getScheme().equals(uri.getScheme())
        && base.getAuthority().equals(uri.getAuthority());
  }

  /** A location may carry a short-lived token of its own, so no message shows it. */
  private static URI redirected(URI from, String location) throws IOException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("it redirects to something that is no URL");
    }
    boolean web = "https".equals(to.getScheme()) || "http".equals(to.getScheme());
    boolean downgraded = "https".equals(from.getScheme()) && !"https".equals(to.getScheme());
    if (!web || to.getHost() == null || downgraded) {
      throw new IOException("it redirects to where it must not: " + to.getScheme());
    }
    return to;
  }

  private HttpResponse<Void> send(HttpRequest request, BodyHandler<Void> handler, Duration limit)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, handler);
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no whole answer within " + limit.toSeconds() + " seconds");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }
}
