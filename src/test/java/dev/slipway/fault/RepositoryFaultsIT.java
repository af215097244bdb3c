package dev.slipway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.slipway.sandbox.Images;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Package repositories that fail, before the sandbox's real one. */
// The service has only to run.
@SuppressWarnings("try")
@ExtendWith(FaultTable.class)
class RepositoryFaultsIT {
  private static final String INDEX = "/PACKAGES";
  private static final String ARCHIVE = "/R6_";

  @TempDir Path folder;

  private Images images;
  private Place place;

  @BeforeEach
  void makePlace() {
    images = new Images();
    place = new Place(folder);
  }

  @AfterEach
  void clean() throws Exception {
    images.remove();
    assertThat(place.leftovers()).isEmpty();
  }

  @Test
  @Fault(value = "repository: 503 for ever", expected = "tried as often as allowed, then failed")
  void unavailable(Seen seen) throws Exception {
    JsonNode result =
        resolve(
            (exchange, earlier) -> is(INDEX, exchange) && Front.answer(exchange, 503, ""), seen);

    failed(result, "REPOSITORY_UNREACHABLE", "passing", 4);
  }

  @Test
  @Fault(value = "repository: 503 twice, then fine", expected = "resolved, attempts > 1")
  void unavailableTwice(Seen seen) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    JsonNode result =
        resolve(
            (exchange, earlier) ->
                is(INDEX, exchange)
                    && asked.incrementAndGet() <= 2
                    && Front.answer(exchange, 503, ""),
            seen);

    assertThat(result.get("status").asText()).isEqualTo("succeeded");
    assertThat(result.at("/steps/0/attempts").asInt()).isGreaterThan(1);
  }

  @Test
  @Fault(
      value = "repository: 429 with Retry-After: 2, then fine",
      expected = "asked again no sooner than 2 s later, then resolved")
  void rateLimit(Seen seen) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Front.Rule rule =
        (exchange, earlier) -> {
          if (!is(INDEX, exchange) || asked.incrementAndGet() > 1) {
            return false;
          }
          exchange.getResponseHeaders().set("Retry-After", "2");
          return Front.answer(exchange, 429, "");
        };
    try (Front front = new Front(5080, rule)) {
      JsonNode result = run(front, "resolve", seen);

      List<Front.Seen> requests = front.requests(INDEX);
      long waited = (requests.get(1).at() - requests.get(0).at()) / 1_000_000;
      seen.note("asked again after " + waited + " ms");
      assertThat(result.get("status").asText()).isEqualTo("succeeded");
      assertThat(waited).isGreaterThanOrEqualTo(2000);
    }
  }

  @Test
  @Fault(
      value = "repository: an index that is cut short",
      expected = "tried as often as allowed, then failed; not an empty index")
  void truncatedIndex(Seen seen) throws Exception {
    JsonNode result =
        resolve((exchange, earlier) -> is(INDEX, exchange) && cut(exchange, 5080), seen);

    assertThat(result.at("/failure/code").asText())
        .isIn("REPOSITORY_UNREACHABLE", "REPOSITORY_BROKEN");
  }

  @Test
  @Fault(value = "repository: no host of that name", expected = "tried once more, failed")
  void unknownHost(Seen seen) throws Exception {
    JsonNode result = run("http://no-such-host.invalid/cran", "resolve", seen);

    failed(result, "HOST_UNKNOWN", "unclassified", 2);
  }

  @Test
  @Fault(
      value = "repository: redirects to 169.254.169.254 (metadata)",
      expected = "not followed; failed at once, says where it leads")
  void redirectToMetadata(Seen seen) throws Exception {
    JsonNode result =
        resolve(
            (exchange, earlier) -> {
              exchange
                  .getResponseHeaders()
                  .set("Location", "http://169.254.169.254/latest/meta-data/");
              return Front.answer(exchange, 302, "");
            },
            seen);

    seen.note(result.at("/failure/message").asText());
    assertThat(result.at("/failure/kind").asText()).isEqualTo("lasting");
    assertThat(result.at("/failure/message").asText()).contains("169.254.169.254");
    assertThat(result.at("/steps/0/attempts").asInt()).isEqualTo(1);
  }

  @Test
  @Fault(
      value = "repository: the archive of a package is cut short",
      expected = "tried again as a fault that passes, then failed; names it")
  void truncatedArchive(Seen seen) throws Exception {
    JsonNode result =
        build((exchange, earlier) -> is(ARCHIVE, exchange) && cut(exchange, 5080), seen);

    failed(result, "REPOSITORY_UNREACHABLE", "passing", 4);
    assertThat(result.at("/failure").toString()).contains("R6");
  }

  @Test
  @Fault(
      value = "repository: the archive of a package is gone (404)",
      expected = "failed at once, names the package")
  void missingArchive(Seen seen) throws Exception {
    JsonNode result =
        build(
            (exchange, earlier) -> is(ARCHIVE, exchange) && Front.answer(exchange, 404, ""), seen);

    failed(result, "PACKAGE_MISSING", "lasting", 1);
    assertThat(result.at("/failure").toString()).contains("R6");
  }

  @Test
  @Fault(
      value = "repository: the archive has other bytes than the lock says",
      expected = "failed at once, says that it has changed; never installed")
  void changedArchive(Seen seen) throws Exception {
    JsonNode result =
        build(
            (exchange, earlier) ->
                is(ARCHIVE, exchange) && Front.answer(exchange, 200, "something else"),
            seen);

    failed(result, "PACKAGE_CHANGED", "lasting", 1);
    assertThat(result.at("/failure").toString()).contains("R6");
  }

  private static boolean is(String part, HttpExchange exchange) {
    return exchange.getRequestURI().getPath().contains(part);
  }

  /** Says how much will come, sends half, and closes. */
  private static boolean cut(HttpExchange exchange, int port) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + exchange.getRequestURI());
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri);
      String agent = exchange.getRequestHeaders().getFirst("User-Agent");
      request.header("User-Agent", String.valueOf(agent));
      byte[] body =
          HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray()).body();
      exchange.sendResponseHeaders(200, body.length);
      OutputStream out = exchange.getResponseBody();
      out.write(body, 0, body.length / 2);
      out.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("cut");
  }

  private JsonNode resolve(Front.Rule rule, Seen seen) throws Exception {
    try (Front front = new Front(5080, rule)) {
      return run(front, "resolve", seen);
    }
  }

  private JsonNode build(Front.Rule rule, Seen seen) throws Exception {
    try (Front front = new Front(5080, rule)) {
      return run(front, "build", seen);
    }
  }

  private JsonNode run(Front front, String pipeline, Seen seen) throws Exception {
    return run("http://" + front.host() + "/cran", pipeline, seen);
  }

  private JsonNode run(String cran, String pipeline, Seen seen) throws Exception {
    try (Slipway slipway =
        Slipway.start(place, Map.of("slipway.cran", cran + "/__linux__/{os}/{snapshot}"))) {
      place.drop(
          "r6.yaml",
          """
          version: 1
          name: r6
          image: 127.0.0.1:5000/%s:1
          r: "4.2.2"
          snapshot: 2024-06-13
          packages: {cran: [R6]}
          pipeline: %s
          """
              .formatted(images.name("r6"), pipeline));
      return seen.note(place.result("r6.yaml"));
    }
  }

  private static void failed(JsonNode result, String code, String kind, int attempts) {
    JsonNode steps = result.get("steps");
    assertThat(result.at("/failure/code").asText()).as(result.toString()).isEqualTo(code);
    assertThat(result.at("/failure/kind").asText()).isEqualTo(kind);
    assertThat(steps.get(steps.size() - 1).get("attempts").asInt()).isEqualTo(attempts);
  }
}
