package dev.slipway.engine;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The engine's answer to {@code GET /_ping}.
 *
 * @param api the newest version that the engine speaks, when it says so
 * @param podman the engine is Podman: it has the header {@code Libpod-Api-Version}
 */
record Ping(Optional<ApiVersion> api, boolean podman) {
  static final String PATH = "/_ping";

  /** A healthy engine answers in milliseconds; a stopped one accepts connections and is silent. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Asks the engine.
   *
   * @throws IOException when it does not answer, or not as an engine does; the message says why
   */
  static Ping of(EngineTransport transport) throws IOException, InterruptedException {
    // A thread of its own, since a socket of the local kind knows no read timeout.
    try (EngineTransport.Connection connection = transport.open()) {
      CompletableFuture<Ping> answer = new CompletableFuture<>();
      Thread asking = new Thread(() -> ask(connection, answer), "engine-ping");
      asking.setDaemon(true);
      asking.start();
      return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + PATIENCE.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(rootMessage(e), e);
    }
  }

  private static void ask(EngineTransport.Connection connection, CompletableFuture<Ping> answer) {
    Request request = Request.builder().method(Request.Method.GET).path(PATH).build();
    try (Response response = connection.execute(request)) {
      if (response.getStatusCode() != 200) {
        throw new IllegalStateException("it answers with status " + response.getStatusCode());
      }
      answer.complete(
          new Ping(
              Optional.ofNullable(response.getHeader("Api-Version")).flatMap(ApiVersion::parse),
              response.getHeader("Libpod-Api-Version") != null));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
