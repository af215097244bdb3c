package dev.slipway.engine;

import java.util.Map;

/**
 * The engine's operations that are one request and one answer (version, inspect, tag, start,
 * remove); the route room answers them with camel-docker, over the same client as everything else
 * here.
 */
@FunctionalInterface
public interface EngineCalls {
  /**
   * Makes one call.
   *
   * @param operation the operation's name in camel-docker, {@code image/inspect}
   * @param parameters its parameters by their names there without {@code CamelDocker}, {@code
   *     ImageId}
   * @return docker-java's answer, null where the operation has none
   * @throws RuntimeException docker-java's own exception, unwrapped
   */
  Object call(String operation, Map<String, Object> parameters);
}
