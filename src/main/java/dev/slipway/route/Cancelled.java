package dev.slipway.route;

/** A job is not to go on, because somebody cancelled it. */
final class Cancelled extends Exception {
  private static final long serialVersionUID = 1L;

  Cancelled(String jobId) {
    super(jobId + " is cancelled");
  }
}
