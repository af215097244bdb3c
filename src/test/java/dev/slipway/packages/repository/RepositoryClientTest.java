package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryClientTest {
  private static final int LARGEST = 1000;

  private final PackageServer server = new PackageServer();
  private final CountDownLatch end = new CountDownLatch(1);
  private final RepositoryClient client = new RepositoryClient(PackageServer.BASE);
  private final RepositoryClient impatient = new RepositoryClient("R", Duration.ofMillis(100));

  @AfterEach
  void stop() {
    end.countDown();
    server.close();
  }

  @Test
  void whatIsThereIsGot() throws Exception {
    server.file("/a", bytes("text"));

    assertThat(client.get(server.uri("/a"), LARGEST)).hasValue(bytes("text"));
  }

  @ParameterizedTest
  @CsvSource({"404", "410"})
  void whatIsNotThereIsEmpty(int status) throws Exception {
    server.status("/a", status);

    assertThat(client.get(server.uri("/a"), LARGEST)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "amd64, R/4.2.2 R (4.2.2 x86_64-pc-linux-gnu x86_64 linux-gnu)",
    "arm64, R/4.2.2 R (4.2.2 aarch64-pc-linux-gnu aarch64 linux-gnu)"
  })
  void itAsksAsTheImagesRWould(String architecture, String userAgent) throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    server.answer(
        "/a",
        exchange -> {
          seen.add(exchange.getRequestHeaders().getFirst("User-Agent"));
          exchange.sendResponseHeaders(404, -1);
        });
    Base base =
        new Base(
            ImageReference.parse("r:1"), "4.2.2", architecture, PackageServer.BASE.distribution());

    new RepositoryClient(base).get(server.uri("/a"), LARGEST);

    assertThat(seen).containsExactly(userAgent);
  }

  @ParameterizedTest
  @CsvSource({
    "500, PASSING, REPOSITORY_UNREACHABLE",
    "503, PASSING, REPOSITORY_UNREACHABLE",
    "401, LASTING, REPOSITORY_REFUSED",
    "403, LASTING, REPOSITORY_REFUSED",
    "400, LASTING, REPOSITORY_REFUSED"
  })
  void aStatusSaysWhetherItMayPass(int status, Kind kind, String code) {
    server.status("/a", status);

    assertThat(failure(client, server.uri("/a?secret=1")))
        .extracting(Failure::kind, Failure::code, Failure::message)
        .containsExactly(kind, code, server.uri("/a") + " answers " + status + ".");
  }

  @Test
  void tooManyRequestsSayUntilWhen() {
    server.status("/a", 429, "Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT");

    assertThat(failure(client, server.uri("/a")))
        .extracting(Failure::kind, Failure::message)
        .containsExactly(
            Kind.RATE_LIMIT,
            server.uri("/a") + " takes no more requests until 1994-11-06T08:49:37Z.");
  }

  @ParameterizedTest
  @CsvSource({"429, 30", "503, 30", "500, 30", "503, 0"})
  void theWaitThatIsAskedForIsKept(int status, int seconds) {
    server.status("/a", status, "Retry-After", String.valueOf(seconds));

    assertThat(failure(client, server.uri("/a")).retryAfter())
        .contains(Duration.ofSeconds(seconds));
  }

  @Test
  void whatLastsAsksForNoWait() {
    server.status("/a", 403, "Retry-After", "30");

    assertThat(failure(client, server.uri("/a")).retryAfter()).isEmpty();
  }

  @Test
  void aHostThatNobodyKnowsIsTriedOnceMore() {
    assertThat(failure(client, URI.create("http://nosuch.invalid/a")))
        .extracting(Failure::kind, Failure::code, Failure::message)
        .containsExactly(
            Kind.UNCLASSIFIED,
            "HOST_UNKNOWN",
            "http://nosuch.invalid/a cannot be had: no host of that name is known.");
  }

  @Test
  void aRedirectToAMetadataServiceIsRefused() {
    server.status("/a", 302, "Location", "http://169.254.169.254/latest/meta-data/");

    assertThat(failure(client, server.uri("/a")))
        .extracting(Failure::kind, Failure::code)
        .containsExactly(Kind.LASTING, "ADDRESS_REFUSED");
  }

  @Test
  void nobodyAtTheAddressMayPass() {
    URI uri = server.uri("/a");
    server.close();

    assertThat(failure(client, uri))
        .extracting(Failure::kind, Failure::message)
        .containsExactly(Kind.PASSING, uri + " cannot be had: no connection.");
  }

  @Test
  void noUserAndNoPasswordIsShown() {
    URI uri = URI.create(server.uri("/a").toString().replace("//", "//user:secret@"));
    server.status("/a", 503);

    assertThat(failure(client, uri).toString()).doesNotContain("secret");
  }

  @Test
  void aBodyThatIsCutShortMayPass() {
    server.answer(
        "/a",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(bytes("not all"));
          exchange.getResponseBody().flush();
        });

    assertThat(failure(client, server.uri("/a")).kind()).isEqualTo(Kind.PASSING);
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() {
    server.answer("/a", exchange -> await());

    assertThat(failure(impatient, server.uri("/a")).code()).isEqualTo("REPOSITORY_UNREACHABLE");
  }

  @Test
  void aBodyThatStopsArrivingIsGivenUp() {
    server.answer(
        "/a",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(bytes("some"));
          exchange.getResponseBody().flush();
          await();
        });

    assertThat(failure(impatient, server.uri("/a")).message()).contains("nothing arrived");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    server.file("/a", new byte[LARGEST + 1]);

    assertThat(failure(client, server.uri("/a")).code()).isEqualTo("REPOSITORY_BROKEN");
  }

  @Test
  void aRedirectIsFollowed() throws Exception {
    server.status("/a", 302, "Location", server.uri("/b").toString()).file("/b", bytes("text"));

    assertThat(client.get(server.uri("/a"), LARGEST)).hasValue(bytes("text"));
  }

  @Test
  void aRedirectToWhatIsNoUrlIsNotShown() {
    server.status("/a", 302, "Location", "http://{secret}/");

    assertThat(failure(client, server.uri("/a")).toString()).doesNotContain("secret");
  }

  @Test
  void anETagThatNobodyCouldSendIsNone() throws Exception {
    server.status("/a", 200, "ETag", "\"\u00e9\"");

    assertThat(client.read(server.uri("/a"), Optional.empty(), b -> "").etag()).isEmpty();
  }

  @Test
  void aRedirectInACircleEnds() {
    server.status("/a", 302, "Location", "/a");

    assertThat(failure(client, server.uri("/a")).code()).isEqualTo("REPOSITORY_REFUSED");
  }

  @Test
  void anInterruptedThreadStopsWaiting() {
    server.answer("/a", exchange -> await());
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> client.get(server.uri("/a"), LARGEST))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void whatIsKnownIsNotSentAgain() throws Exception {
    server.file("/a", bytes("text"));
    Optional<String> etag = client.read(server.uri("/a"), Optional.empty(), b -> "").etag();

    assertThat(client.read(server.uri("/a"), etag, b -> "").changed()).isFalse();
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Failure failure(RepositoryClient client, URI uri) {
    return catchThrowableOfType(StepFailed.class, () -> client.get(uri, LARGEST)).failure();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
