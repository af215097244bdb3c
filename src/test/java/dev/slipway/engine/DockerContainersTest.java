package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.fixture.StubServer;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Faults while a container runs that no real engine shows when asked to. */
class DockerContainersTest {
  private final List<String> calls = new CopyOnWriteArrayList<>();

  @Test
  void waitThatEndsWithoutAnAnswerIsNoEndOfTheContainer() {
    Failure failure;
    try (StubServer server = new StubServer(0, DockerContainersTest::answer)) {
      Engine engine =
          new Engine(
              Optional.of("tcp://" + server.host()), new DockerFolder(Map.of(), Path.of("nosuch")));
      Containers containers = new DockerContainers(engine, this::call, new Worker("0a1b2c3d"));
      failure = catchThrowableOfType(StepFailed.class, () -> containers.run(run())).failure();
    }

    assertThat(failure.kind()).isEqualTo(Kind.PASSING);
    assertThat(failure.code()).isEqualTo("CONNECTION_CUT");
    assertThat(failure.message()).endsWith("no word of the container's end");
    assertThat(calls).containsExactly("info", "container/start", "container/remove");
  }

  private Object call(String operation, Map<String, Object> parameters) {
    calls.add(operation);
    return null;
  }

  private static ContainerRun run() {
    return new ContainerRun(
        "image:1",
        Optional.empty(),
        List.of("true"),
        Map.of(),
        new ContainerRun.Limits(Duration.ofSeconds(20), 1 << 20, 8, 1, 1024),
        TestInput.JOB);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Api-Version", "1.41");
    String path = exchange.getRequestURI().getPath();
    if (path.endsWith("/containers/create")) {
      StubServer.json(exchange, 201, "{\"Id\":\"c1\"}");
    } else {
      StubServer.json(exchange, 200, path.endsWith("/_ping") ? "OK" : "");
    }
  }
}
