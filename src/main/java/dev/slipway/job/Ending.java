package dev.slipway.job;

import dev.slipway.step.Failure;
import java.util.Optional;

/**
 * How a job ended.
 *
 * @param failure why, unless it succeeded
 */
public record Ending(Status status, Optional<Failure> failure) {
  /** The three ways in which a job ends. */
  public enum Status {
    /** Every step of the pipeline is done. */
    SUCCEEDED,
    /** A step failed for good. */
    FAILED,
    /** The spec is not valid; no step ran. */
    REJECTED
  }

  /** Every step is done. */
  public static final Ending SUCCESS = new Ending(Status.SUCCEEDED, Optional.empty());

  public boolean succeeded() {
    return status == Status.SUCCEEDED;
  }
}
