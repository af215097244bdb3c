package dev.slipway.engine;

import dev.slipway.packages.repository.ArrivingBody;
import dev.slipway.packages.repository.Exchange;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Optional;

/**
 * A registry's answers, redirects followed: registries often keep blobs in a store elsewhere, which
 * must not see the login.
 */
final class RegistryHttp {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private RegistryHttp() {}

  /**
   * Sends a request without a body.
   *
   * @param accept media types
   * @param authorization goes nowhere but to the origin of that URI
   * @return any answer that is no redirect; its body, to be closed, has the bytes of an answer with
   *     status 200 and nothing of any other
   * @throws IOException when there is no answer within half a minute, or a redirect leads from TLS
   *     to none
   * @throws StepFailed ADDRESS_REFUSED
   */
  static HttpResponse<InputStream> send(
      String method, URI uri, String accept, Optional<String> authorization)
      throws IOException, StepFailed, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .method(method, BodyPublishers.noBody())
            .header("Accept", accept)
            .build();
    return Exchange.send(
        request,
        authorization,
        ANSWER,
        head ->
            head.statusCode() == 200
                ? new ArrivingBody(ANSWER)
                : BodySubscribers.replacing(InputStream.nullInputStream()));
  }

  /**
   * Asks an authorization server, which leads nowhere else.
   *
   * @return its answer, with a body to be closed
   * @throws IOException when there is no answer within half a minute
   * @throws StepFailed ADDRESS_REFUSED
   */
  static HttpResponse<InputStream> sendLogin(HttpRequest request)
      throws IOException, StepFailed, InterruptedException {
    return Exchange.sendOnce(request, ANSWER, head -> new ArrivingBody(ANSWER));
  }
}
