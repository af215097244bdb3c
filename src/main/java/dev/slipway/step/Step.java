package dev.slipway.step;

import java.util.Map;
import java.util.Set;

/**
 * One step of a pipeline: a function from the records that earlier steps left to one record of its
 * own.
 *
 * <p>A step knows nothing of retries, of the journal, of Camel, or of the step that comes next. It
 * may be run again after a crash or a failure, so its effects are idempotent.
 */
public interface Step {
  /**
   * Does the work once.
   *
   * @return what the next steps may read; written to the journal as JSON
   * @throws StepFailed when the work cannot be done, with the reason
   * @throws InterruptedException when the job is cancelled or the service stops
   */
  Record run(StepInput input) throws StepFailed, InterruptedException;

  /** The options that a pipeline file may give this step; any other is an error at start. */
  default Map<String, OptionType> options() {
    return Map.of();
  }

  /**
   * The records of earlier steps that it cannot do without; a pipeline without them is an error at
   * start.
   */
  default Set<Class<? extends Record>> reads() {
    return Set.of();
  }

  /**
   * Whether what it left is still there; asked before a job goes on that was interrupted, or that
   * is a dead letter sent again. If not, the step is done again, and all steps after it.
   *
   * @param left the record that it left
   * @throws StepFailed when that cannot be found out
   */
  default boolean isThere(Record left) throws StepFailed, InterruptedException {
    return true;
  }

  /** The record that it leaves. */
  default Class<? extends Record> leaves() {
    return Record.class;
  }
}
