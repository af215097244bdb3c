package dev.slipway.engine;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long the engine may take for a call that has a single answer. An engine that is stopped, or
 * hangs, accepts connections and is silent.
 *
 * @param ping for {@code /_ping}, which a healthy engine answers in milliseconds
 * @param others for every other call: removing a large image from a slow disk takes a while
 */
record CallLimits(Duration ping, Duration others) {
  static final CallLimits USUAL = new CallLimits(Duration.ofSeconds(30), Duration.ofMinutes(2));

  /** What streams for as long as its work takes, or carries a file. */
  private static final Pattern STREAMS =
      Pattern.compile(
          "/build|/images/create|/images/.+/push"
              + "|/containers/[^/]+/(?:attach|logs|wait|archive)");

  /** The limit of that request; empty when its answer streams. */
  Optional<Duration> of(Request request) {
    String path = request.path().replaceFirst("\\?.*$", "");
    if (path.equals(Ping.PATH)) {
      return Optional.of(ping);
    }
    return STREAMS.matcher(path).matches() ? Optional.empty() : Optional.of(others);
  }
}
