package dev.slipway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineCalls;
import dev.slipway.fixture.StubServer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a stand-in for an engine at a port that nothing but our own client can know. */
class CamelDockerCallsTest {
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final StubServer server = new StubServer(CamelDockerCallsTest::answer);
  private EngineCalls calls;

  @BeforeEach
  void start() {
    context.start();
    calls = new CamelDockerCalls(context, new Engine(Optional.of("tcp://" + server.host())));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().contains("nosuch")) {
      StubServer.json(exchange, 404, "{\"message\":\"No such image\"}");
    } else {
      StubServer.json(exchange, 200, "{\"Id\":\"sha256:1\"}");
    }
  }

  @AfterEach
  void stop() {
    context.stop();
    server.close();
  }

  @Test
  void callsGoThroughTheEnginesOwnClient() {
    Object image = calls.call("image/inspect", Map.of("ImageId", "a/b:1"));

    assertThat(image).extracting("id").isEqualTo("sha256:1");
    assertThat(server.requests()).containsExactly("GET /images/a%2Fb:1/json");
  }

  @Test
  void enginesErrorComesAsDockerJavaThrowsIt() {
    assertThatThrownBy(() -> calls.call("image/inspect", Map.of("ImageId", "nosuch")))
        .hasMessageContaining("No such image")
        .extracting(e -> e.getClass().getSimpleName())
        .isEqualTo("NotFoundException");
  }

  @Test
  void parameterThatIsMissingIsAnError() {
    assertThatThrownBy(() -> calls.call("image/inspect", Map.of()))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("Image ID");
  }

  @Test
  void operationWithoutAnAnswerGivesNull() {
    assertThat(calls.call("container/start", Map.of("ContainerId", "c"))).isNull();
  }
}
