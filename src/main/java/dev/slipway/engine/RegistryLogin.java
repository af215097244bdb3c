package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.step.Classifier;
import dev.slipway.step.Evidence;
import dev.slipway.step.Failure;
import dev.slipway.step.RetryAfter;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers a registry's challenge ({@code WWW-Authenticate}): Basic with the credentials themselves,
 * Bearer with a token that an authorization server gives for them, as the distribution project's
 * {@code spec/auth/token.md} and {@code oauth.md} describe.
 */
final class RegistryLogin {
  private static final int LARGEST = 1 << 20;
  private static final Pattern PARAMETER = Pattern.compile("([A-Za-z_]+)=\"([^\"]*)\"");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DockerCredentials credentials;

  RegistryLogin(DockerCredentials credentials) {
    this.credentials = credentials;
  }

  /**
   * The value for the header {@code Authorization}; empty when we have nothing to offer.
   *
   * @param refused the answer with status 401
   */
  Optional<String> answer(Registry registry, HttpResponse<?> refused)
      throws StepFailed, IOException, InterruptedException {
    Optional<Credentials> known = credentials.find(registry);
    for (String challenge : refused.headers().allValues("WWW-Authenticate")) {
      String scheme = challenge.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT);
      if (scheme.equals("basic")) {
        return known.filter(c -> !c.isToken()).map(Credentials::basic);
      }
      if (scheme.equals("bearer")) {
        return Optional.of(bearer(registry, parameters(challenge), known, refused.uri()));
      }
    }
    return Optional.empty();
  }

  private String bearer(
      Registry registry, Map<String, String> challenge, Optional<Credentials> known, URI asked)
      throws StepFailed, IOException, InterruptedException {
    HttpRequest request = tokenRequest(challenge, known, asked);
    HttpResponse<InputStream> answer = RegistryHttp.sendLogin(request);
    try (InputStream body = answer.body()) {
      requireGranted(registry, request, answer);
      return "Bearer " + token(body.readNBytes(LARGEST + 1), request.uri().getHost());
    }
  }

  private static void requireGranted(Registry registry, HttpRequest request, HttpResponse<?> answer)
      throws StepFailed {
    if (answer.statusCode() != 200) {
      String message =
          String.format(
              Locale.ROOT,
              "%s refuses the login to %s with status %d",
              request.uri().getHost(),
              registry.host(),
              answer.statusCode());
      Evidence evidence = Evidence.of().withHttpStatus(answer.statusCode());
      Failure failure = Classifier.classify("REGISTRY_LOGIN", message, evidence);
      throw RetryAfter.kept(failure, answer.headers()).thrown();
    }
  }

  private static String token(byte[] answer, String host) throws IOException {
    if (answer.length > LARGEST) {
      throw new IOException("the answer of " + host + " to the login is larger than 1 MiB");
    }
    try {
      JsonNode json = JSON.readTree(answer);
      return json.path("token").asText(json.path("access_token").asText());
    } catch (JsonProcessingException e) {
      // Neither its message nor itself as the cause: it quotes what it read, perhaps the token.
      throw new IOException("the answer of " + host + " to the login is not JSON");
    }
  }

  private static HttpRequest tokenRequest(
      Map<String, String> challenge, Optional<Credentials> known, URI asked) throws IOException {
    URI realm = realm(challenge.getOrDefault("realm", ""), asked);
    StringBuilder query = new StringBuilder();
    for (String name : new String[] {"service", "scope"}) {
      if (challenge.containsKey(name)) {
        query.append('&').append(name).append('=').append(encode(challenge.get(name)));
      }
    }
    if (known.isPresent() && known.get().isToken()) {
      String form =
          "grant_type=refresh_token&client_id=slipway&refresh_token="
              + encode(known.get().identityToken())
              + query;
      return HttpRequest.newBuilder(realm)
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(form))
          .build();
    }
    String parameters = query.isEmpty() ? "" : query.substring(1);
    URI uri = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + parameters);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
    known.ifPresent(credentials -> request.header("Authorization", credentials.basic()));
    return request.build();
  }

  /** A realm without TLS would see the password, unless the registry itself has none either. */
  private static URI realm(String text, URI asked) throws IOException {
    try {
      URI realm = URI.create(text);
      boolean web = "https".equals(realm.getScheme()) || "http".equals(realm.getScheme());
      boolean noLessSafe = "https".equals(realm.getScheme()) || "http".equals(asked.getScheme());
      if (web && realm.getHost() != null && noLessSafe) {
        return realm;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("its login names no address", e);
    }
    throw new IOException("its login is at an address without TLS");
  }

  private static Map<String, String> parameters(String challenge) {
    Map<String, String> parameters = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(challenge);
    while (matcher.find()) {
      parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2));
    }
    return parameters;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
