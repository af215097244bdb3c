package dev.slipway.step;

import java.util.Optional;

/** A step could not do its work. */
public final class StepFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;
  private final transient Record found;

  public StepFailed(Failure failure) {
    this(failure, (Throwable) null);
  }

  public StepFailed(Failure failure, Throwable cause) {
    super(failure.code() + " " + failure.message(), cause);
    this.failure = failure;
    this.found = null;
  }

  /**
   * @param found what the step learnt before it failed; for the job's result, no step reads it
   */
  public StepFailed(Failure failure, Record found) {
    super(failure.code() + " " + failure.message());
    this.failure = failure;
    this.found = found;
  }

  public Failure failure() {
    return failure;
  }

  /** What the step learnt before it failed. */
  public Optional<Record> found() {
    return Optional.ofNullable(found);
  }
}
