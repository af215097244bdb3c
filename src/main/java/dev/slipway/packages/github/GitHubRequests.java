package dev.slipway.packages.github;

import dev.slipway.packages.repository.Exchange;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Sends requests to GitHub's API, with the token. */
final class GitHubRequests {
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");

  private final Supplier<Optional<String>> token;

  GitHubRequests(Supplier<Optional<String>> token) {
    this.token = token;
  }

  boolean hasToken() {
    return token.get().isPresent();
  }

  /**
   * Gets what the URL, or the one that it leads to, answers.
   *
   * @param uri below the API's URL
   * @param limit for each request with its body
   * @param body takes the body of a 200; that of any other answer is dropped
   */
  HttpResponse<Void> get(URI uri, String accept, Duration limit, Supplier<BoundedBody> body)
      throws IOException, StepFailed, InterruptedException {
    BodyHandler<Void> handler =
        info -> info.statusCode() == 200 ? body.get() : BodySubscribers.discarding();
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Accept", accept)
            .header("User-Agent", "slipway")
            .build();
    return Exchange.send(request, authorization(), limit, handler);
  }

  private Optional<String> authorization() throws IOException {
    Optional<String> secret = token.get();
    if (secret.isPresent() && !TOKEN.matcher(secret.get()).matches()) {
      // The client's own exception would show the token.
      throw new IOException("the GitHub token has characters that no token has");
    }
    return secret.map(text -> "Bearer " + text);
  }
}
