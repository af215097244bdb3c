package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.fixture.StubServer;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryClientTest {
  private static final String DIGEST = "sha256:" + "b".repeat(64);

  @TempDir Path docker;

  @Test
  void anonymousRegistryIsAskedForTheTag() throws Exception {
    try (StubServer registry = new StubServer(0, RegistryClientTest::manifest)) {
      assertThat(digestOf(registry, "team/image:1.0")).contains(new Digest(DIGEST));
      assertThat(registry.requests()).contains("HEAD /v2/team/image/manifests/1.0");
    }
  }

  @Test
  void imageWithoutATagIsLatest() throws Exception {
    try (StubServer registry = new StubServer(0, RegistryClientTest::manifest)) {
      digestOf(registry, "team/image");

      assertThat(registry.requests()).contains("HEAD /v2/team/image/manifests/latest");
    }
  }

  @Test
  void indexesAndManifestsOfBothKindsAreAccepted() throws Exception {
    List<String> accepted = new CopyOnWriteArrayList<>();
    try (StubServer registry =
        new StubServer(
            0,
            exchange -> {
              accepted.add(String.valueOf(exchange.getRequestHeaders().getFirst("Accept")));
              manifest(exchange);
            })) {
      digestOf(registry, "image:1");

      assertThat(accepted.get(accepted.size() - 1))
          .contains("image.index.v1", "image.manifest.v1", "manifest.list.v2", "manifest.v2");
    }
  }

  @Test
  void basicLoginIsAnsweredWithTheCredentials() throws Exception {
    try (StubServer registry =
        new StubServer(0, exchange -> guarded(exchange, "Basic realm=\"r\"", "Basic YTpi"))) {
      login(registry, "\"auth\": \"YTpi\"");

      assertThat(digestOf(registry, "image:1")).contains(new Digest(DIGEST));
    }
  }

  @Test
  void tokenIsFetchedForTheCredentials() throws Exception {
    try (StubServer registry = new StubServer(0, RegistryClientTest::tokenRegistry)) {
      login(registry, "\"auth\": \"YTpi\"");

      assertThat(digestOf(registry, "team/image:1")).contains(new Digest(DIGEST));
      assertThat(registry.requests())
          .contains("GET /token?service=the+service&scope=repository%3Ateam%2Fimage%3Apull");
    }
  }

  @Test
  void tokenIsFetchedForAnIdentityToken() throws Exception {
    try (StubServer registry = new StubServer(0, RegistryClientTest::tokenRegistry)) {
      login(registry, "\"identitytoken\": \"refresh me\"");

      assertThat(digestOf(registry, "team/image:1")).contains(new Digest(DIGEST));
      assertThat(registry.requests()).contains("POST /token");
    }
  }

  @Test
  void tokenIsFetchedAnonymously() throws Exception {
    try (StubServer registry = new StubServer(0, RegistryClientTest::tokenRegistry)) {
      StepFailed failed = failure(registry);

      assertThat(failed.failure().kind()).isEqualTo(Kind.LOGIN);
      assertThat(registry.requests()).anyMatch(request -> request.startsWith("GET /token"));
    }
  }

  @Test
  void tokenInAnAnswerThatCannotBeReadIsKeptSecret() {
    try (StubServer registry =
        new StubServer(
            0,
            exchange -> {
              if (exchange.getRequestURI().getPath().equals("/token")) {
                StubServer.json(exchange, 200, "topsecret");
              } else {
                tokenRegistry(exchange);
              }
            })) {
      StepFailed failed = failure(registry);

      assertThat(failed.failure().message()).contains("is not JSON");
      StringWriter trace = new StringWriter();
      failed.printStackTrace(new PrintWriter(trace));
      assertThat(trace.toString()).doesNotContain("topsecret");
    }
  }

  @Test
  void tokenWithoutAnEndIsNotReadOn() {
    try (StubServer registry =
        new StubServer(
            0,
            exchange -> {
              if (exchange.getRequestURI().getPath().equals("/token")) {
                exchange.sendResponseHeaders(200, 0);
                while (true) {
                  exchange.getResponseBody().write(new byte[1 << 16]);
                }
              }
              tokenRegistry(exchange);
            })) {
      assertThat(failure(registry).failure().message()).contains("larger than 1 MiB");
    }
  }

  @Test
  void imageThatIsNotThereIsEmpty() throws Exception {
    try (StubServer registry =
        new StubServer(0, exchange -> exchange.sendResponseHeaders(404, -1))) {
      assertThat(digestOf(registry, "image:1")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"401, LOGIN", "403, LASTING", "429, RATE_LIMIT", "503, PASSING"})
  void errorsHaveTheirKind(int status, Kind kind) throws Exception {
    try (StubServer registry =
        new StubServer(0, exchange -> exchange.sendResponseHeaders(status, -1))) {
      assertThat(failure(registry).failure().kind()).isEqualTo(kind);
    }
  }

  @Test
  void howLongToWaitIsSaid() {
    try (StubServer registry =
        new StubServer(
            0,
            exchange -> {
              exchange.getResponseHeaders().set("Retry-After", "17");
              exchange.sendResponseHeaders(429, -1);
            })) {
      Failure failure = failure(registry).failure();

      assertThat(failure.message()).contains("retry after 17");
      assertThat(failure.retryAfter()).contains(Duration.ofSeconds(17));
    }
  }

  @Test
  void howLongToWaitForALoginIsKept() {
    try (StubServer registry =
        new StubServer(
            0,
            exchange -> {
              if (exchange.getRequestURI().getPath().equals("/token")) {
                exchange.getResponseHeaders().set("Retry-After", "17");
                exchange.sendResponseHeaders(503, -1);
              } else {
                tokenRegistry(exchange);
              }
            })) {
      assertThat(failure(registry).failure().retryAfter()).contains(Duration.ofSeconds(17));
    }
  }

  @Test
  void aLoginAtAMetadataServiceIsRefused() {
    String challenge = "Bearer realm=\"http://169.254.169.254/token\"";
    try (StubServer registry =
        new StubServer(0, exchange -> guarded(exchange, challenge, "Bearer x"))) {
      assertThat(failure(registry).failure().code()).isEqualTo("ADDRESS_REFUSED");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nosuch.invalid/image:1, UNCLASSIFIED, HOST_UNKNOWN",
    "169.254.169.254/image:1, LASTING, ADDRESS_REFUSED",
    "metadata.google.internal/image:1, LASTING, ADDRESS_REFUSED",
  })
  void aHostThatCannotBeAskedIsSaid(String image, Kind kind, String code) {
    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> digestOf(image));

    assertThat(failed.failure())
        .extracting(Failure::kind, Failure::code)
        .containsExactly(kind, code);
  }

  @Test
  void registryThatIsAbsentMayComeBack() {
    StubServer registry = new StubServer(0, RegistryClientTest::manifest);
    registry.close();

    assertThat(failure(registry).failure().kind()).isEqualTo(Kind.PASSING);
  }

  @Test
  void answerWithoutADigestIsAFailure() {
    try (StubServer registry =
        new StubServer(0, exchange -> exchange.sendResponseHeaders(200, -1))) {
      assertThat(failure(registry).failure().message()).contains("no digest");
    }
  }

  private Optional<Digest> digestOf(StubServer registry, String image)
      throws StepFailed, InterruptedException {
    return digestOf(registry.host() + "/" + image);
  }

  private Optional<Digest> digestOf(String image) throws StepFailed, InterruptedException {
    DockerCredentials credentials = new DockerCredentials(new DockerFolder(Map.of(), docker));
    return new RegistryClient(credentials, RegistryClientTest::noEngine)
        .digestOf(ImageReference.parse(image));
  }

  private StepFailed failure(StubServer registry) {
    return catchThrowableOfType(StepFailed.class, () -> digestOf(registry, "image:1"));
  }

  private void login(StubServer registry, String entry) throws IOException {
    Files.writeString(
        docker.resolve("config.json"),
        "{\"auths\": {\"%s\": {%s}}}".formatted(registry.host(), entry));
  }

  private static Object noEngine(String operation, Map<String, Object> parameters) {
    throw new IllegalStateException("there is no engine");
  }

  private static void manifest(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Docker-Content-Digest", DIGEST);
    exchange.sendResponseHeaders(200, -1);
  }

  private static void guarded(HttpExchange exchange, String challenge, String key)
      throws IOException {
    if (key.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      manifest(exchange);
    } else {
      exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
      exchange.sendResponseHeaders(401, -1);
    }
  }

  /** A registry and its authorization server, as the distribution project's token.md has them. */
  private static void tokenRegistry(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getPath().equals("/token")) {
      String realm = "http://" + exchange.getRequestHeaders().getFirst("Host") + "/token";
      guarded(
          exchange,
          "Bearer realm=\"%s\",service=\"the service\",scope=\"repository:team/image:pull\""
              .formatted(realm),
          "Bearer good");
      return;
    }
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean known =
        "Basic YTpi".equals(exchange.getRequestHeaders().getFirst("Authorization"))
            || form.contains("grant_type=refresh_token")
                && form.contains("refresh_token=refresh+me")
                && form.contains("service=the+service");
    StubServer.json(
        exchange, 200, known ? "{\"access_token\": \"good\"}" : "{\"token\": \"nobody\"}");
  }
}
