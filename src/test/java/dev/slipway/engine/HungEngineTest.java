package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.PullResponseItem;
import com.sun.net.httpserver.HttpExchange;
import dev.slipway.fixture.StubServer;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines that accept connections and say nothing: stopped by SIGSTOP, or hung. */
@Timeout(60)
class HungEngineTest {
  private static final CallLimits SHORT =
      new CallLimits(Duration.ofMillis(200), Duration.ofMillis(300));
  private static final CallLimits ENDLESS =
      new CallLimits(Duration.ofMinutes(10), Duration.ofMinutes(10));

  @TempDir Path folder;
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch hangs = new CountDownLatch(1);

  @ParameterizedTest
  @ValueSource(strings = {"unix", "tcp"})
  void pingThatIsNotAnsweredIsAnEngineThatIsDown(String scheme) throws Exception {
    try (ServerSocketChannel silent = silent(scheme)) {
      Failure failure =
          catchThrowableOfType(StepFailed.class, engine(silent, SHORT)::check).failure();

      assertThat(failure.kind()).isEqualTo(Kind.ENGINE_DOWN);
      assertThat(failure.message()).contains("no answer within");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix", "tcp"})
  void singleAnswerThatDoesNotComeAtAllIsAnEngineThatIsDown(String scheme) throws Exception {
    try (ServerSocketChannel silent = silent(scheme)) {
      assertThat(failedInfo(engine(silent, SHORT)).kind()).isEqualTo(Kind.ENGINE_DOWN);
    }
  }

  @Test
  void singleAnswerThatDoesNotComeFromAnEngineThatIsWellMayComeNextTime() throws Exception {
    try (StubServer server = new StubServer(this::answerPingOnly)) {
      Failure failure = failedInfo(engine("tcp://" + server.host(), SHORT));

      assertThat(failure.kind()).isEqualTo(Kind.PASSING);
      assertThat(failure.code()).isEqualTo("ENGINE_SILENT");
      assertThat(failure.message()).contains("while asking", "no answer within");
    } finally {
      over.countDown();
    }
  }

  @Test
  void answerThatBreaksOffInItsBodyEndsByTheLimitToo() throws Exception {
    try (StubServer server =
        new StubServer(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write('{');
              exchange.getResponseBody().flush();
              hang();
            })) {
      assertThat(failedInfo(engine("tcp://" + server.host(), SHORT)).message())
          .contains("no answer within");
    } finally {
      over.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix", "tcp"})
  void interruptEndsACall(String scheme) throws Exception {
    try (ServerSocketChannel silent = silent(scheme)) {
      Engine engine = engine(silent, ENDLESS);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread asking =
          new Thread(
              () -> {
                try {
                  engine.check();
                } catch (StepFailed | InterruptedException | RuntimeException e) {
                  thrown.set(e);
                }
              });
      asking.start();
      silent.accept();

      asking.interrupt();
      asking.join();

      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }
  }

  /** The limit of the calls is over long before the stream says its first word. */
  @Test
  void streamHasNoLimit() throws Exception {
    try (StubServer server = new StubServer(this::answerLate)) {
      Engine engine = engine("tcp://" + server.host(), SHORT);
      Answers<PullResponseItem> answers = new Answers<>();
      engine.client().pullImageCmd("image").exec((ResultCallback<PullResponseItem>) answers);
      assertThat(hangs.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(failedInfo(engine).code()).isEqualTo("ENGINE_SILENT");
      over.countDown();

      assertThat(answers.next()).map(PullResponseItem::getStatus).contains("late");
    }
  }

  private static Failure failedInfo(Engine engine) throws InterruptedException {
    RuntimeException thrown =
        catchThrowableOfType(RuntimeException.class, engine.client().infoCmd()::exec);
    return engine.failed("ENGINE_FAILED", "asking", thrown).failure();
  }

  private ServerSocketChannel silent(String scheme) throws IOException {
    if (scheme.equals("unix")) {
      return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
          .bind(UnixDomainSocketAddress.of(folder.resolve("engine.sock")));
    }
    return ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
  }

  private Engine engine(ServerSocketChannel server, CallLimits limits) throws IOException {
    return server.getLocalAddress() instanceof InetSocketAddress tcp
        ? engine("tcp://127.0.0.1:" + tcp.getPort(), limits)
        : engine("unix://" + server.getLocalAddress(), limits);
  }

  private Engine engine(String address, CallLimits limits) {
    return new Engine(
        Optional.of(address), new DockerFolder(Map.of(), folder.resolve("none")), limits);
  }

  private void answerPingOnly(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/_ping")) {
      StubServer.json(exchange, 200, "OK");
    } else {
      hang();
    }
  }

  private void answerLate(HttpExchange exchange) throws IOException {
    boolean pull = exchange.getRequestURI().getPath().endsWith("/images/create");
    if (pull) {
      hangs.countDown();
    }
    answerPingOnly(exchange);
    if (pull) {
      StubServer.json(exchange, 200, "{\"status\":\"late\"}");
    }
  }

  private void hang() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
