package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.fixture.StubServer;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineTest {
  @ParameterizedTest
  @CsvSource({"1.41, v1.41", "1.51, v1.44", "1.44, v1.44", "nonsense, v1.44"})
  void theLowerVersionIsSpoken(String engines, String spoken) throws Exception {
    try (StubServer server = new StubServer(0, exchange -> answer(exchange, engines))) {
      Engine engine = engine(server.port());

      engine.check();
      engine.client().versionCmd().exec();

      assertThat(server.requests()).containsExactly("GET /_ping", "GET /" + spoken + "/version");
    }
  }

  @Test
  void engineThatComesBackIsFoundAgain() throws Exception {
    int port;
    Engine engine;
    try (StubServer server = new StubServer(0, exchange -> answer(exchange, "1.41"))) {
      port = server.port();
      engine = engine(port);
      engine.check();
    }
    assertThat(failure(engine).failure().kind()).isEqualTo(Kind.ENGINE_DOWN);

    try (StubServer server = new StubServer(port, exchange -> answer(exchange, "1.43"))) {
      engine.check();
      engine.client().versionCmd().exec();

      assertThat(server.requests()).contains("GET /v1.43/version");
    }
  }

  @Test
  void somethingElseAtTheAddressIsNoEngine() throws Exception {
    try (StubServer server = new StubServer(0, exchange -> exchange.sendResponseHeaders(404, -1))) {
      StepFailed failed = failure(engine(server.port()));

      assertThat(failed.failure().kind()).isEqualTo(Kind.ENGINE_DOWN);
      assertThat(failed.failure().message()).contains("127.0.0.1:" + server.port(), "404");
    }
  }

  @Test
  void podmanIsRecognised() throws Exception {
    try (StubServer server =
        new StubServer(
            0,
            exchange -> {
              exchange.getResponseHeaders().set("Libpod-Api-Version", "5.2.0");
              answer(exchange, "1.41");
            })) {
      assertThat(engine(server.port()).ping().podman()).isTrue();
    }
  }

  @Test
  void wrongAddressIsForTheOperator() {
    Engine engine = new Engine(Optional.of("ssh://user@host"), folder());

    assertThat(failure(engine).failure().kind()).isEqualTo(Kind.OPERATOR);
  }

  private static Engine engine(int port) {
    return new Engine(Optional.of("tcp://127.0.0.1:" + port), folder());
  }

  private static DockerFolder folder() {
    return new DockerFolder(Map.of(), Path.of("nosuch"));
  }

  private static StepFailed failure(Engine engine) {
    return catchThrowableOfType(StepFailed.class, engine::check);
  }

  private static void answer(HttpExchange exchange, String version) throws IOException {
    exchange.getResponseHeaders().set("Api-Version", version);
    StubServer.json(exchange, 200, "{}");
  }
}
