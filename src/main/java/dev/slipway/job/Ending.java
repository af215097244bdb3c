package dev.slipway.job;

import dev.slipway.step.Failure;
import java.util.Optional;

/**
 * How a job ended.
 *
 * @param failure why it failed or was rejected; empty when it succeeded or was cancelled
 */
public record Ending(Status status, Optional<Failure> failure) {
  /** The ways in which a job ends. */
  public enum Status {
    /** Every step of the pipeline is done. */
    SUCCEEDED,
    /** A step failed for good. */
    FAILED,
    /** The spec is not valid; no step ran. */
    REJECTED,
    /** Somebody stopped it. */
    CANCELLED
  }

  /** Every step is done. */
  public static final Ending SUCCESS = new Ending(Status.SUCCEEDED, Optional.empty());

  /** Somebody stopped it. */
  public static final Ending CANCELLED = new Ending(Status.CANCELLED, Optional.empty());

  public boolean succeeded() {
    return status == Status.SUCCEEDED;
  }
}
