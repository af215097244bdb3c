package dev.slipway.step;

/** A step could not do its work. */
public final class StepFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public StepFailed(Failure failure) {
    super(failure.code() + " " + failure.message());
    this.failure = failure;
  }

  public StepFailed(Failure failure, Throwable cause) {
    super(failure.code() + " " + failure.message(), cause);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
