package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.sun.net.httpserver.HttpExchange;
import dev.slipway.fixture.StubServer;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.settings.SettingsInvalid;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults in the middle of a build that no real engine shows when asked to. */
class DockerBuildTest {
  private static final String BASE = "base:1";

  @TempDir Path folder;
  private final AtomicBoolean dead = new AtomicBoolean();

  @Test
  void connectionThatBreaksOffMayHoldNextTime() throws Exception {
    Failure failure = failure(this::breakOff);

    assertThat(failure.kind()).isEqualTo(Kind.PASSING);
    assertThat(failure.code()).isEqualTo("CONNECTION_CUT");
  }

  @Test
  void engineThatDiesInABuildIsDown() throws Exception {
    Failure failure =
        failure(
            exchange -> {
              dead.set(true);
              breakOff(exchange);
            });

    assertThat(failure.kind()).isEqualTo(Kind.ENGINE_DOWN);
  }

  @Test
  void imageThatTheEngineDoesNotShowIsNotBelieved() throws Exception {
    Failure failure =
        failure(
            exchange ->
                StubServer.json(
                    exchange, 200, "{\"id\":\"moby.image.id\",\"aux\":{\"ID\":\"sha256:1\"}}"));

    assertThat(failure.code()).isEqualTo("IMAGE_NOT_CONFIRMED");
  }

  @Test
  void buildThatWentOnWithoutAPackageIsAFailure() throws Exception {
    Failure failure =
        failure(
            exchange ->
                StubServer.json(
                    exchange,
                    200,
                    "{\"stream\":\"installation of package 'x' had non-zero exit status\\n\"}"
                        + "{\"aux\":{\"ID\":\"sha256:1\"}}"));

    assertThat(failure.code()).isEqualTo("PACKAGE_NOT_INSTALLED");
    assertThat(failure.lines())
        .containsExactly("installation of package 'x' had non-zero exit status");
  }

  @Test
  void enginesOwnFaultMayPass() throws Exception {
    Failure failure =
        failure(exchange -> StubServer.json(exchange, 500, "{\"message\":\"layer is busy\"}"));

    assertThat(failure.kind()).isEqualTo(Kind.PASSING);
    assertThat(failure.message()).contains("layer is busy");
  }

  @Test
  void engineIsNotSentToARefusedAddressForABase() throws Exception {
    try (StubServer server = engine(exchange -> StubServer.json(exchange, 200, ""))) {
      Failure failure = failure(server, "169.254.169.254/base:1");

      assertThat(failure.code()).isEqualTo("ADDRESS_REFUSED");
      assertThat(server.requests()).noneMatch(request -> request.contains("/images/create"));
    }
  }

  @Test
  void networkOfTheSettingsIsAskedFor() throws Exception {
    try (StubServer server = engine(exchange -> StubServer.json(exchange, 200, ""))) {
      failure(server);

      assertThat(server.requests())
          .anyMatch(request -> request.startsWith("POST /v1.41/build?version=2&"))
          .anyMatch(request -> request.contains("&networkmode=none&"));
    }
  }

  private Failure failure(StubServer.Answer build) throws SettingsInvalid {
    try (StubServer server = engine(build)) {
      return failure(server);
    }
  }

  private Failure failure(StubServer server) throws SettingsInvalid {
    return failure(server, BASE);
  }

  private Failure failure(StubServer server, String base) throws SettingsInvalid {
    DockerFolder none = new DockerFolder(Map.of(), folder);
    DockerBuild step =
        new DockerBuild(
            new Engine(Optional.of("tcp://" + server.host()), none),
            DockerBuildTest::inspectOnly,
            new DockerCredentials(none),
            new Settings(folder, Map.of(Key.BUILD_NETWORK, "none")),
            new Worker("0a1b2c3d"));
    TestInput input = TestInput.building(folder, "image", base, "FROM " + base + "\n");
    return catchThrowableOfType(StepFailed.class, () -> step.run(input)).failure();
  }

  private StubServer engine(StubServer.Answer build) {
    return new StubServer(
        0,
        exchange -> {
          if (dead.get()) {
            exchange.sendResponseHeaders(503, -1);
          } else if (exchange.getRequestURI().getPath().endsWith("/build")) {
            exchange.getRequestBody().readAllBytes();
            build.to(exchange);
          } else {
            exchange.getResponseHeaders().set("Api-Version", "1.41");
            StubServer.json(exchange, 200, "OK");
          }
        });
  }

  /**
   * An exception in a handler makes the server close the connection in the middle of the answer.
   */
  private void breakOff(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write("{\"stream\":\"Step 1/2".getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
    throw new IOException("broken off");
  }

  private static Object inspectOnly(String operation, Map<String, Object> parameters) {
    if (BASE.equals(parameters.get("ImageId"))) {
      return new InspectImageResponse();
    }
    throw new NotFoundException("{\"message\":\"No such image\"}");
  }
}
