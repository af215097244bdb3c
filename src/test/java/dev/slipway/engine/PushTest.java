package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.sun.net.httpserver.HttpExchange;
import dev.slipway.fixture.StubServer;
import dev.slipway.image.ImageReference;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers to a push that no real engine or registry gives when asked to. */
class PushTest {
  private static final String PUSHED = "sha256:" + "a".repeat(64);
  private static final String HELD = "sha256:" + "b".repeat(64);
  private static final String AUX = "{\"aux\":{\"Tag\":\"1\",\"Digest\":\"%s\",\"Size\":1}}";

  @TempDir Path folder;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> logins = new CopyOnWriteArrayList<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private List<String> known = List.of("127.0.0.1:%d/team/image@" + HELD);
  private boolean podman;
  private Hanging hang = () -> {};

  @Test
  void registryThatHoldsSomethingElseIsAFailure() {
    Failure failure = failure(AUX.formatted(PUSHED), HELD);

    assertThat(failure.code()).isEqualTo("DIGEST_MISMATCH");
    assertThat(failure.kind()).isEqualTo(Kind.UPLOAD);
    assertThat(failure.message()).contains(PUSHED, HELD);
  }

  @Test
  void registryThatHoldsThePushedDigestIsBelieved() throws Exception {
    assertThat(push(AUX.formatted(HELD), HELD).digest()).hasToString(HELD);
    assertThat(requests).anyMatch(request -> request.matches("POST /v1.41/images/.*/push\\?tag=1"));
  }

  @Test
  void testedImageGetsTheNameThatIsPushed() throws Exception {
    push(AUX.formatted(HELD), HELD);

    assertThat(calls).first().asString().startsWith("image/tag").contains("sha256:1");
  }

  @Test
  void pushedDigestThatIsNotTheTestedImagesIsAFailure() {
    known = List.of("127.0.0.1:%d/team/image@" + PUSHED, "127.0.0.1:%d/team/other@" + HELD);

    Failure failure = failure(AUX.formatted(HELD), HELD);

    assertThat(failure.code()).isEqualTo("DIGEST_MISMATCH");
    assertThat(failure.kind()).isEqualTo(Kind.UPLOAD);
    assertThat(failure.message()).contains(HELD, "sha256:1");
  }

  @Test
  void podmansOwnDigestIsNotCompared() throws Exception {
    podman = true;
    known = List.of();

    assertThat(push(AUX.formatted(PUSHED), HELD).digest()).hasToString(HELD);
  }

  @Test
  void errorInAnAnswerOf200IsAFailure() {
    Failure failure = failure("{\"errorDetail\":{\"message\":\"toomanyrequests: slow\"}}", HELD);

    assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMIT);
  }

  @Test
  void engineIsNotSentToARefusedAddress() {
    ImageReference image = ImageReference.parse("169.254.169.254/team/image:1");

    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> pushTo(image));

    assertThat(failed.failure().code()).isEqualTo("ADDRESS_REFUSED");
    assertThat(calls).isEmpty();
  }

  @Test
  void engineIsGivenAnEmptyLoginForAnAnonymousPush() throws Exception {
    push(AUX.formatted(HELD), HELD);

    String login = new String(Base64.getUrlDecoder().decode(logins.get(0)));
    assertThat(login).contains("\"username\":null").doesNotContain("slipway");
  }

  /** A stream has no limit of its own: whoever waits too long interrupts. */
  @Test
  void interruptEndsAPushThatHangs() throws Exception {
    CountDownLatch pushing = new CountDownLatch(1);
    hang =
        () -> {
          pushing.countDown();
          new CountDownLatch(1).await();
        };
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread step =
        new Thread(
            () -> {
              try {
                push("", HELD);
              } catch (StepFailed | InterruptedException | RuntimeException e) {
                thrown.set(e);
              }
            });
    step.start();
    pushing.await();

    step.interrupt();
    step.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  private interface Hanging {
    void hang() throws InterruptedException;
  }

  private Pushed push(String stream, String held) throws StepFailed, InterruptedException {
    DockerFolder none = new DockerFolder(Map.of(), folder);
    DockerCredentials credentials = new DockerCredentials(none);
    try (StubServer registry = new StubServer(0, exchange -> manifest(exchange, held));
        StubServer engine = new StubServer(0, exchange -> engine(exchange, stream))) {
      Image image =
          new Image(ImageReference.parse(registry.host() + "/team/image:1"), "sha256:1", 1);
      EngineCalls calls = (call, with) -> call(call, with, registry.port());
      Push step =
          new Push(
              new Engine(Optional.of("tcp://" + engine.host()), none),
              calls,
              credentials,
              new RegistryClient(credentials, calls));
      try {
        return step.run(TestInput.pushing(folder, image));
      } finally {
        requests.addAll(engine.requests());
      }
    }
  }

  /** With no engine at all: none is asked. */
  private Pushed pushTo(ImageReference image) throws StepFailed, InterruptedException {
    DockerFolder none = new DockerFolder(Map.of(), folder);
    DockerCredentials credentials = new DockerCredentials(none);
    EngineCalls noCalls = (call, with) -> call(call, with, 0);
    Engine engine = new Engine(Optional.of("tcp://127.0.0.1:1"), none);
    return new Push(engine, noCalls, credentials, new RegistryClient(credentials, noCalls))
        .run(TestInput.pushing(folder, new Image(image, "sha256:1", 1)));
  }

  private Failure failure(String stream, String held) {
    return catchThrowableOfType(StepFailed.class, () -> push(stream, held)).failure();
  }

  private Object call(String operation, Map<String, Object> parameters, int port) {
    calls.add(operation + " " + parameters);
    List<String> digests = known.stream().map(name -> name.formatted(port)).toList();
    return operation.equals("image/inspect")
        ? new InspectImageResponse().withRepoDigests(digests)
        : null;
  }

  private void engine(HttpExchange exchange, String stream) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/_ping")) {
      exchange.getResponseHeaders().set("Api-Version", "1.41");
      if (podman) {
        exchange.getResponseHeaders().set("Libpod-Api-Version", "5.0.0");
      }
      StubServer.json(exchange, 200, "OK");
    } else {
      try {
        hang.hang();
      } catch (InterruptedException e) {
        return;
      }
      logins.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Registry-Auth")));
      StubServer.json(exchange, 200, stream);
    }
  }

  private static void manifest(HttpExchange exchange, String held) throws IOException {
    exchange.getResponseHeaders().set("Docker-Content-Digest", held);
    exchange.sendResponseHeaders(200, -1);
  }
}
