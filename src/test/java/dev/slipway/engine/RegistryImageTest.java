package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.fixture.StubServer;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryImageTest {
  private static final byte[] CONTENT = "{}".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = ImageStub.digest(CONTENT);

  @TempDir Path docker;

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void blobElsewhereIsFetchedWithoutTheLogin(int status) throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (StubServer store = new StubServer(0, exchange -> content(exchange, seen));
        StubServer registry =
            new StubServer(0, guarded(e -> redirect(e, status, "http://" + store.host() + "/x")))) {
      assertThat(open(registry).document(DIGEST)).isEqualTo(CONTENT);
      assertThat(seen).containsExactly("null");
    }
  }

  @Test
  void blobElsewhereInTheRegistryIsFetchedWithTheLogin() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    StubServer.Answer answer =
        exchange -> {
          if (exchange.getRequestURI().getPath().startsWith("/v2/")) {
            redirect(exchange, 307, "/elsewhere");
          } else {
            content(exchange, seen);
          }
        };
    try (StubServer registry = new StubServer(0, guarded(answer))) {
      assertThat(open(registry).document(DIGEST)).isEqualTo(CONTENT);
      assertThat(seen).containsExactly("Basic YTpi");
    }
  }

  @Test
  void storeThatRefusesUsDoesNotLearnTheLogin() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    StubServer.Answer refusing =
        exchange -> {
          seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"store\"");
          exchange.sendResponseHeaders(401, -1);
        };
    try (StubServer store = new StubServer(0, refusing);
        StubServer registry =
            new StubServer(0, guarded(e -> redirect(e, 302, "http://" + store.host() + "/x")))) {
      assertKind(Kind.LOGIN, open(registry));
      assertThat(seen).containsOnly("null");
    }
  }

  @Test
  void loginIsKeptFromOneRequestToTheNext() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (StubServer registry = new StubServer(0, guarded(exchange -> content(exchange, seen)))) {
      RegistryImage image = open(registry);
      image.document(DIGEST);
      int requests = registry.requests().size();
      image.document(DIGEST);

      assertThat(registry.requests()).hasSize(requests + 1);
    }
  }

  @Test
  void redirectsInACircleEnd() throws Exception {
    StubServer.Answer circle = e -> redirect(e, 302, e.getRequestURI().toString());
    try (StubServer registry = new StubServer(0, guarded(circle))) {
      assertThatThrownBy(() -> open(registry).document(DIGEST))
          .hasMessageContaining("redirects more than 5 times");
    }
  }

  @Test
  void blobThatIsMissingIsLasting() throws Exception {
    try (StubServer registry = new StubServer(0, e -> e.sendResponseHeaders(404, -1))) {
      assertKind(Kind.LASTING, open(registry));
    }
  }

  @Test
  void bodyThatIsCutMayComeWholeTheNextTime() throws Exception {
    try (StubServer registry =
        new StubServer(
            0,
            exchange -> {
              exchange.sendResponseHeaders(200, 100);
              exchange.getResponseBody().write(CONTENT);
            })) {
      assertKind(Kind.PASSING, open(registry));
    }
  }

  private void assertKind(Kind kind, RegistryImage image) {
    assertThatThrownBy(() -> image.document(DIGEST))
        .isInstanceOfSatisfying(
            StepFailed.class, e -> assertThat(e.failure().kind()).isEqualTo(kind));
  }

  private RegistryImage open(StubServer registry) throws IOException {
    Files.writeString(
        docker.resolve("config.json"),
        "{\"auths\": {\"%s\": {\"auth\": \"YTpi\"}}}".formatted(registry.host()));
    EngineCalls none =
        (operation, parameters) -> {
          throw new IllegalStateException("there is no engine");
        };
    return new RegistryClient(new DockerCredentials(new DockerFolder(Map.of(), docker)), none)
        .open(ImageReference.parse(registry.host() + "/base:1"));
  }

  private static StubServer.Answer guarded(StubServer.Answer answer) {
    return exchange -> {
      if ("Basic YTpi".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        answer.to(exchange);
      } else {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
        exchange.sendResponseHeaders(401, -1);
      }
    };
  }

  private static void redirect(HttpExchange exchange, int status, String location)
      throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(status, -1);
  }

  private static void content(HttpExchange exchange, List<String> seen) throws IOException {
    seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    exchange.sendResponseHeaders(200, CONTENT.length);
    exchange.getResponseBody().write(CONTENT);
  }
}
