package dev.slipway.engine;

import com.github.dockerjava.core.LocalDirectorySSLConfig;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Carries every request to the engine, each over a connection of its own: none is stale after the
 * engine restarted, and closing it at any moment cancels what it asked for.
 *
 * <p>The path gets the API version in front, the lower of the engine's and {@link #OURS}:
 * docker-java negotiates none.
 */
final class EngineTransport implements DockerHttpClient {
  /** The newest version of the Engine API that docker-java 3.7 knows. */
  static final ApiVersion OURS = new ApiVersion(1, 44);

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final Supplier<EngineAddress> address;
  private final CallLimits limits;
  private volatile ApiVersion version;

  EngineTransport(Supplier<EngineAddress> address, CallLimits limits) {
    this.address = address;
    this.limits = limits;
  }

  /** From now on the requests are in that version. */
  void speak(ApiVersion negotiated) {
    version = negotiated;
  }

  /** A connection for one request. */
  Connection open() {
    EngineAddress to = address.get();
    ApacheDockerHttpClient.Builder builder =
        new ApacheDockerHttpClient.Builder().dockerHost(to.uri()).connectionTimeout(CONNECT);
    to.certificates()
        .ifPresent(folder -> builder.sslConfig(new LocalDirectorySSLConfig(folder.toString())));
    return new Connection(builder.build());
  }

  /** A call with a single answer ends by its limit and by an interrupt of the thread. */
  @Override
  public Response execute(Request request) {
    Optional<Duration> limit = limits.of(request);
    if (limit.isEmpty()) {
      return stream(request);
    }
    try (Connection connection = open()) {
      return SingleAnswer.within(limit.get(), () -> connection.execute(request));
    }
  }

  private Response stream(Request request) {
    Connection connection = open();
    try {
      return new ClosingResponse(connection.execute(request), connection);
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void close() {
    // No connection outlives its request.
  }

  private Request versioned(Request request) {
    if (version == null || request.path().equals(Ping.PATH)) {
      return request;
    }
    return Request.builder().from(request).path("/v" + version + request.path()).build();
  }

  /** One request's connection; closing it from another thread ends the request. */
  final class Connection implements Closeable {
    private final DockerHttpClient http;

    private Connection(DockerHttpClient http) {
      this.http = http;
    }

    Response execute(Request request) {
      return http.execute(versioned(request));
    }

    @Override
    public void close() {
      try {
        http.close();
      } catch (IOException e) {
        // The connection is of no more use to anybody.
      }
    }
  }

  private record ClosingResponse(Response response, Connection connection) implements Response {
    @Override
    public int getStatusCode() {
      return response.getStatusCode();
    }

    @Override
    public Map<String, List<String>> getHeaders() {
      return response.getHeaders();
    }

    @Override
    public InputStream getBody() {
      return response.getBody();
    }

    @Override
    public void close() {
      response.close();
      connection.close();
    }
  }
}
