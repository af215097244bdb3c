package dev.slipway.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One container to run.
 *
 * @param image the id or name of the image
 * @param entrypoint replaces the image's own; empty keeps it, an empty list clears it
 * @param command the arguments, each passed as it is: no shell in between
 * @param env variables on top of the image's
 * @param limits when to end it
 * @param jobId goes on the container as a label, so that leftovers can be found
 */
public record ContainerRun(
    String image,
    Optional<List<String>> entrypoint,
    List<String> command,
    Map<String, String> env,
    Limits limits,
    String jobId) {
  public ContainerRun {
    entrypoint = entrypoint.map(List::copyOf);
    command = List.copyOf(command);
    env = Map.copyOf(env);
  }

  /**
   * What a container may use.
   *
   * @param time from start to end
   * @param memory bytes, with no swap on top
   * @param processes how many at once
   * @param cpus how many, or all if the engine has fewer
   * @param output bytes kept of each of standard output and standard error: the last ones
   */
  public record Limits(Duration time, long memory, int processes, int cpus, int output) {}
}
