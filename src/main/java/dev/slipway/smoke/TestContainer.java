package dev.slipway.smoke;

import dev.slipway.engine.ContainerExit;
import dev.slipway.engine.ContainerRun;
import dev.slipway.engine.ContainerRun.Limits;
import dev.slipway.engine.Containers;
import dev.slipway.engine.Image;
import dev.slipway.step.StepFailed;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs commands in fresh containers of the image under test. */
record TestContainer(Containers containers, Image image, Limits limits, String jobId) {

  /** Runs the command as Azure Batch does: through the image's own ENTRYPOINT, if it has one. */
  ContainerExit runAsTask(List<String> command) throws StepFailed, InterruptedException {
    return run(Optional.empty(), command, Map.of());
  }

  /** Runs the command with no ENTRYPOINT, as container-structure-test does. */
  ContainerExit runAlone(List<String> command, Map<String, String> env)
      throws StepFailed, InterruptedException {
    return run(Optional.of(List.of()), command, env);
  }

  private ContainerExit run(
      Optional<List<String>> entrypoint, List<String> command, Map<String, String> env)
      throws StepFailed, InterruptedException {
    return containers.run(new ContainerRun(image.id(), entrypoint, command, env, limits, jobId));
  }
}
