package dev.slipway.engine;

import com.github.dockerjava.api.model.Container;
import dev.slipway.step.StepFailed;
import java.util.List;
import java.util.Map;

/** Removes the containers that a worker left behind when it was killed. */
public final class Leftovers {
  private final Engine engine;
  private final Operations operations;

  public Leftovers(Engine engine, EngineCalls calls) {
    this.engine = engine;
    this.operations = new Operations(calls);
  }

  /**
   * Removes every container of that job, whether it runs or not.
   *
   * @return how many there were
   */
  public int remove(String jobId) throws StepFailed, InterruptedException {
    engine.check();
    try {
      List<Container> left =
          engine
              .client()
              .listContainersCmd()
              .withShowAll(true)
              .withLabelFilter(Map.of(Labels.JOB, jobId))
              .exec();
      left.forEach(container -> operations.remove(container.getId()));
      return left.size();
    } catch (RuntimeException e) {
      throw engine.failed("CLEANUP_FAILED", "removing the containers of " + jobId, e);
    }
  }
}
