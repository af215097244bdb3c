package dev.slipway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a stand-in for an engine at a port that nothing but our own client can know. */
class CamelDockerCallsTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private HttpServer server;
  private EngineCalls calls;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          boolean known = !exchange.getRequestURI().getPath().contains("nosuch");
          byte[] body =
              (known ? "{\"Id\":\"sha256:1\"}" : "{\"message\":\"No such image\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(known ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    context.start();
    calls =
        new CamelDockerCalls(
            context, new Engine(Optional.of("tcp://127.0.0.1:" + server.getAddress().getPort())));
  }

  @AfterEach
  void stop() {
    context.stop();
    server.stop(0);
  }

  @Test
  void callsGoThroughTheEnginesOwnClient() {
    Object image = calls.call("image/inspect", Map.of("ImageId", "a/b:1"));

    assertThat(image).extracting("id").isEqualTo("sha256:1");
    assertThat(requests).containsExactly("GET /images/a%2Fb:1/json");
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
