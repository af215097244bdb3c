package dev.slipway.outbox;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a job stands. */
public enum JobState {
  /** Accepted; none of its steps has begun, or the one that had was cut by a stop. */
  WAITING,
  /** A step has begun. */
  RUNNING,
  /** A step failed and will be tried again. */
  RETRYING,
  /** Every step of the pipeline is done. */
  SUCCEEDED,
  /** A step failed for good. */
  FAILED,
  /** The spec is not valid. */
  REJECTED,
  /** Somebody stopped it. */
  CANCELLED,
  /** Its folder cannot be read. */
  UNREADABLE;

  /** As it is written: in lower case. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
