package dev.slipway.engine;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.util.Optional;

/**
 * The engine's answer to {@code GET /_ping}.
 *
 * @param api the newest version that the engine speaks, when it says so
 * @param podman the engine is Podman: it has the header {@code Libpod-Api-Version}
 */
record Ping(Optional<ApiVersion> api, boolean podman) {
  static final String PATH = "/_ping";

  /**
   * Asks the engine.
   *
   * @throws IOException when it does not answer, or not as an engine does; the message says why
   */
  static Ping of(EngineTransport transport) throws IOException, InterruptedException {
    Request request = Request.builder().method(Request.Method.GET).path(PATH).build();
    try (Response response = transport.execute(request)) {
      if (response.getStatusCode() != 200) {
        throw new IOException("it answers with status " + response.getStatusCode());
      }
      return new Ping(
          Optional.ofNullable(response.getHeader("Api-Version")).flatMap(ApiVersion::parse),
          response.getHeader("Libpod-Api-Version") != null);
    } catch (IllegalArgumentException e) {
      // The address is wrong.
      throw e;
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("asking the engine");
      }
      throw new IOException(rootMessage(e), e);
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
