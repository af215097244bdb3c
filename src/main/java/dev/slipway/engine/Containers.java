package dev.slipway.engine;

import dev.slipway.step.StepFailed;

/** Runs containers that are closed off from everything. */
@FunctionalInterface
public interface Containers {
  /**
   * Runs one container to its end, or to its time limit, and removes it whatever happens.
   *
   * <p>No network, read-only root with a {@code /tmp} in memory, no capabilities, no new
   * privileges.
   *
   * @throws StepFailed when the engine cannot run it; a command that fails is an answer, not a
   *     failure
   */
  ContainerExit run(ContainerRun run) throws StepFailed, InterruptedException;
}
