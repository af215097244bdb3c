package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.fixture.StubServer;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {
  private static final Optional<String> LOGIN = Optional.of("Bearer secret");

  private final List<String> logins = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectsAreFollowedWithTheRequestsHeaders(int status) throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (StubServer server =
        new StubServer(
            exchange -> {
              if (exchange.getRequestURI().getPath().equals("/there")) {
                seen.add(exchange.getRequestHeaders().getFirst("Accept"));
                exchange.sendResponseHeaders(200, -1);
              } else {
                redirect(exchange, status, "/there");
              }
            })) {
      assertThat(send(server.url()).statusCode()).isEqualTo(200);
      assertThat(seen).containsExactly("text/x");
    }
  }

  @Test
  void aLoginStaysAtItsOrigin() throws Exception {
    try (StubServer other = new StubServer(this::remember);
        StubServer server = new StubServer(e -> redirect(e, 302, other.url() + "/x"))) {
      send(server.url());

      assertThat(logins).containsExactly("null");
    }
  }

  @Test
  void aLoginGoesOnWithinItsOrigin() throws Exception {
    try (StubServer server =
        new StubServer(
            exchange -> {
              if (exchange.getRequestURI().getPath().equals("/there")) {
                remember(exchange);
              } else {
                redirect(exchange, 302, "/there");
              }
            })) {
      send(server.url());

      assertThat(logins).containsExactly(LOGIN.get());
    }
  }

  @Test
  void redirectsInACircleEnd() {
    try (StubServer server = new StubServer(exchange -> redirect(exchange, 302, "/again"))) {
      assertThatThrownBy(() -> send(server.url()))
          .isInstanceOf(Exchange.BadRedirect.class)
          .hasMessage("it redirects more than 5 times");
      assertThat(server.requests()).hasSize(6);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data/",
        "http://2852039166/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fe80::1]/",
        "http://metadata.google.internal/computeMetadata/v1/",
        "http://0.0.0.0:80/",
        "http://224.0.0.1/"
      })
  void aRefusedAddressIsNotAsked(String url) {
    assertThat(refused(url)).startsWith("ADDRESS_REFUSED ").contains(" is refused: it is ");
    try (StubServer server = new StubServer(exchange -> redirect(exchange, 302, url))) {
      assertThat(refused(server.url())).startsWith("ADDRESS_REFUSED ");
    }
  }

  @Test
  void aRefusedAddressIsNotAskedWithoutRedirectsEither() {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://169.254.169.254/")).build();

    assertThatThrownBy(
            () -> Exchange.sendOnce(request, Duration.ofSeconds(9), BodyHandlers.discarding()))
        .isInstanceOf(StepFailed.class);
  }

  @Test
  void aHostThatIsNotKnownIsToldFromOneThatDoesNotAnswer() {
    assertThatThrownBy(() -> send("http://nosuch.invalid/"))
        .isInstanceOf(UnknownHostException.class);
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() {
    CountDownLatch end = new CountDownLatch(1);
    try (StubServer server = new StubServer(exchange -> await(end))) {
      assertThatThrownBy(() -> send(server.url(), Duration.ofMillis(100)))
          .isInstanceOf(HttpTimeoutException.class);
    } finally {
      end.countDown();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/v2/, http://b.example/x",
    "https://a.example/v2/, ftp://b.example/x",
    "http://a.example/v2/, file:///etc/passwd",
    "https://a.example/v2/, 'https://b.example/a b'"
  })
  void aRedirectMustLeadToAnAddressNoLessSafe(URI from, String location) {
    assertThatThrownBy(() -> Exchange.target(from, location))
        .isInstanceOf(Exchange.BadRedirect.class);
  }

  @Test
  void aRedirectMayLeadToTls() throws Exception {
    URI target = Exchange.target(URI.create("http://a.example/v2/"), "https://b.example/x");

    assertThat(target).hasToString("https://b.example/x");
  }

  private static HttpResponse<Void> send(String url)
      throws IOException, StepFailed, InterruptedException {
    return send(url, Duration.ofSeconds(30));
  }

  private static HttpResponse<Void> send(String url, Duration limit)
      throws IOException, StepFailed, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/x").build();
    return Exchange.send(request, LOGIN, limit, BodyHandlers.discarding());
  }

  private static String refused(String url) {
    return catchThrowableOfType(StepFailed.class, () -> send(url)).getMessage();
  }

  private void remember(HttpExchange exchange) throws IOException {
    logins.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    exchange.sendResponseHeaders(200, -1);
  }

  private static void redirect(HttpExchange exchange, int status, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(status, -1);
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
