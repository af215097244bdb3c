package dev.slipway.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.slipway.sandbox.Images;
import dev.slipway.sandbox.SandboxRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Registries that fail, before the sandbox's real one. */
@ExtendWith(FaultTable.class)
class RegistryFaultsIT {
  private static final List<Front> FRONTS = new ArrayList<>();

  @TempDir static Path folder;

  private static Images images;
  private static Place place;
  private static Slipway slipway;

  /** All at once: an engine tries again by itself, after 5 s, then 10 s. */
  @BeforeAll
  static void start() throws Exception {
    images = new Images();
    place = new Place(folder);
    slipway = Slipway.start(place, Map.of("slipway.workers", "16"));
    push("refused", "127.0.0.1:" + freePort());
    front("reset", upTo(2, "PATCH", RegistryFaultsIT::cut));
    front("busy", upTo(2, "POST", exchange -> Front.error(exchange, 503, "UNAVAILABLE")));
    front("denied", (exchange, earlier) -> Front.error(exchange, 403, "DENIED"));
    front("login", (exchange, earlier) -> unauthorized(exchange));
    front("limited", upTo(1, "POST", RegistryFaultsIT::tooMany));
    front("invalid", upTo(1, "PUT", exchange -> Front.error(exchange, 400, "DIGEST_INVALID")));
    front("mismatch", (exchange, earlier) -> anotherDigest(exchange));
    front("slow", (exchange, earlier) -> late());
  }

  @AfterAll
  static void stop() throws Exception {
    slipway.close();
    for (Front front : FRONTS) {
      front.close();
    }
    images.remove();
    assertThat(place.leftovers()).isEmpty();
  }

  @Test
  @Fault(value = "registry: nobody listens", expected = "tried as often as allowed, then failed")
  void refused(Seen seen) throws Exception {
    failed(seen.note(place.result("refused")), "REGISTRY_UNREACHABLE", "passing", 4);
  }

  @Test
  @Fault(
      value = "registry: reset in the middle of a blob, twice",
      expected = "pushed in the end; the registry's digest is the result's")
  void resetInABlob(Seen seen) throws Exception {
    succeeded("reset", seen);
  }

  @Test
  @Fault(
      value = "registry: 503 twice, then fine",
      expected = "pushed in the end; the registry's digest is the result's")
  void unavailableTwice(Seen seen) throws Exception {
    succeeded("busy", seen);
  }

  @Test
  @Fault(value = "registry: 403 DENIED", expected = "failed at once, says that it is denied")
  void denied(Seen seen) throws Exception {
    failed(seen.note(place.result("denied")), "REGISTRY_DENIED", "lasting", 1);
  }

  @Test
  @Fault(
      value = "registry: 401, the password is wrong",
      expected = "once more with fresh credentials, then failed")
  void unauthorized(Seen seen) throws Exception {
    failed(seen.note(place.result("login")), "REGISTRY_LOGIN", "login", 2);
  }

  @Test
  @Fault(value = "registry: 429, then fine", expected = "pushed in the end, attempts > 1")
  void rateLimit(Seen seen) throws Exception {
    assertThat(attempts(succeeded("limited", seen))).isGreaterThan(1);
  }

  @Test
  @Fault(value = "registry: refuses a blob's digest once", expected = "once more, then pushed")
  void digestInvalid(Seen seen) throws Exception {
    succeeded("invalid", seen);
  }

  @Test
  @Fault(
      value = "registry: holds another digest than was pushed",
      expected = "once more, then failed: what it holds is not what was tested")
  void digestMismatch(Seen seen) throws Exception {
    failed(seen.note(place.result("mismatch")), "DIGEST_MISMATCH", "upload", 2);
  }

  @Test
  @Fault(value = "registry: answers after 500 ms each time", expected = "pushed at once")
  void slow(Seen seen) throws Exception {
    assertThat(attempts(succeeded("slow", seen))).isEqualTo(1);
  }

  @Test
  @Fault(
      value = "registry: TLS by an unknown authority, on push",
      expected = "failed at once, says that it is the certificate")
  void unknownAuthorityOnPush(Seen seen) throws Exception {
    Optional<InetAddress> address = notLoopback();
    assumeThat(address).as("an engine trusts any certificate on loopback").isPresent();
    HttpsServer server = selfSigned(address.get());
    try {
      String host = address.get().getHostAddress() + ":" + server.getAddress().getPort();

      push("tls", host);
      JsonNode result = seen.note(place.result("tls"));

      failed(result, "REGISTRY_CERTIFICATE", "lasting", 1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  @Fault(
      value = "registry: TLS by an unknown authority, on reading the base",
      expected = "failed at once, says that it is the certificate")
  void unknownAuthorityOfTheBase(Seen seen) throws Exception {
    HttpsServer server = selfSigned(InetAddress.getLoopbackAddress());
    try {
      String host = "localhost:" + server.getAddress().getPort();
      place.drop(
          "base.yaml",
          "version: 1\nname: base\nimage: it/base:1\npipeline: resolve\nbase: %s/r:1\n"
              .formatted(host));

      JsonNode result = seen.note(place.result("base.yaml"));

      failed(result, "REGISTRY_CERTIFICATE", "lasting", 1);
    } finally {
      server.stop(0);
    }
  }

  private static void front(String name, Front.Rule rule) throws Exception {
    Front front = new Front(5000, rule);
    FRONTS.add(front);
    push(name, front.host());
  }

  private static void push(String name, String host) throws Exception {
    String image = host + "/" + images.name(name) + ":1";
    place.drop(name, Cheap.tiny(name, image, "deliver", name + System.nanoTime()));
  }

  private static JsonNode succeeded(String name, Seen seen) throws Exception {
    JsonNode result = seen.note(place.result(name));
    String held = SandboxRegistry.PUBLIC.digest(images.name(name), "1").orElse("none");
    boolean same = held.equals(result.path("digest").asText());
    seen.note(same ? "same digest" : "the registry holds " + held);
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("succeeded");
    assertThat(same).isTrue();
    return result;
  }

  private static void failed(JsonNode result, String code, String kind, int attempts) {
    assertThat(result.get("status").asText()).isEqualTo("failed");
    assertThat(result.at("/failure/code").asText()).isEqualTo(code);
    assertThat(result.at("/failure/kind").asText()).isEqualTo(kind);
    assertThat(result.at("/failure/hint").asText()).isNotEmpty();
    assertThat(attempts(result)).isEqualTo(attempts);
  }

  private static int attempts(JsonNode result) {
    JsonNode steps = result.get("steps");
    return steps.get(steps.size() - 1).get("attempts").asInt();
  }

  private interface Answer {
    boolean to(HttpExchange exchange) throws IOException;
  }

  /** Answers the first requests of that method, whatever they are for. */
  private static Front.Rule upTo(int times, String method, Answer answer) {
    AtomicInteger asked = new AtomicInteger();
    return (exchange, earlier) ->
        exchange.getRequestMethod().equals(method)
            && asked.incrementAndGet() <= times
            && answer.to(exchange);
  }

  private static boolean cut(HttpExchange exchange) throws IOException {
    int first = exchange.getRequestBody().read();
    throw new IOException("cut after the byte " + first);
  }

  private static boolean unauthorized(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
    return Front.error(exchange, 401, "UNAUTHORIZED");
  }

  private static boolean tooMany(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Retry-After", "2");
    return Front.error(exchange, 429, "TOOMANYREQUESTS");
  }

  /** To Slipway, not to the engine. */
  private static boolean anotherDigest(HttpExchange exchange) throws IOException {
    String agent = exchange.getRequestHeaders().getFirst("User-Agent");
    if (!exchange.getRequestURI().getPath().contains("/manifests/")
        || !String.valueOf(agent).startsWith("Java")) {
      return false;
    }
    exchange.getResponseHeaders().set("Docker-Content-Digest", "sha256:" + "0".repeat(64));
    return Front.answer(exchange, 200, "");
  }

  private static boolean late() {
    try {
      TimeUnit.MILLISECONDS.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static Optional<InetAddress> notLoopback() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
        .filter(java.net.Inet4Address.class::isInstance)
        .findFirst();
  }

  private static HttpsServer selfSigned(InetAddress address) throws Exception {
    Path store = folder.resolve("keys" + System.nanoTime());
    Shell.run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        "it",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost,ip:" + address.getHostAddress(),
        "-storepass",
        "changeit",
        "-keystore",
        store.toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, "changeit".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create(new InetSocketAddress(address, 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/", exchange -> Front.answer(exchange, 200, "{}"));
    server.start();
    return server;
  }
}
