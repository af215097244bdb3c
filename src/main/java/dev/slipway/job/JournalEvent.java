package dev.slipway.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.step.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A line of a job's journal. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JournalEvent.Accepted.class, name = "accepted"),
  @JsonSubTypes.Type(value = JournalEvent.Unpacked.class, name = "unpacked"),
  @JsonSubTypes.Type(value = JournalEvent.StepStarted.class, name = "step-started"),
  @JsonSubTypes.Type(value = JournalEvent.StepDone.class, name = "step-done"),
  @JsonSubTypes.Type(value = JournalEvent.StepLost.class, name = "step-lost"),
  @JsonSubTypes.Type(value = JournalEvent.AttemptStopped.class, name = "attempt-stopped"),
  @JsonSubTypes.Type(value = JournalEvent.AttemptFailed.class, name = "attempt-failed")
})
public sealed interface JournalEvent {
  /** When it happened. */
  Instant at();

  /**
   * What the user dropped or named, a file or a folder; the job's own name for its spec when the
   * history has none.
   */
  static String source(List<JournalEvent> history) {
    return history.stream()
        .filter(Accepted.class::isInstance)
        .map(event -> ((Accepted) event).source())
        .findFirst()
        .orElse(JobFolder.SPEC);
  }

  /** The job whose dead letter was sent again as this one, if it was. */
  static Optional<String> retryOf(List<JournalEvent> history) {
    return history.stream()
        .filter(Accepted.class::isInstance)
        .flatMap(event -> ((Accepted) event).retryOf().stream())
        .findFirst();
  }

  /**
   * The spec's name as the user knows it: {@code demo.zip/spec.yaml} for one that came with files.
   */
  static String specName(List<JournalEvent> history) {
    return source(history)
        + history.stream()
            .filter(Unpacked.class::isInstance)
            .map(event -> "/" + ((Unpacked) event).spec())
            .reduce("", (earlier, later) -> later);
  }

  /**
   * The spec was taken.
   *
   * @param source the name of the file or the folder as the user wrote it
   * @param retryOf the job whose dead letter was sent again as this one, if it was
   */
  record Accepted(Instant at, String source, Optional<String> retryOf) implements JournalEvent {}

  /**
   * A folder or an archive is unpacked; written again when the process died before it was done.
   *
   * @param spec the file's name that is the spec
   */
  record Unpacked(Instant at, String spec) implements JournalEvent {}

  /**
   * An attempt at a step begins; written before the work, so that an attempt that kills the process
   * counts.
   *
   * @param attempt from 1
   */
  record StepStarted(Instant at, String step, int attempt) implements JournalEvent {}

  /**
   * A step is done and need not be done again.
   *
   * @param took the successful attempt alone
   * @param type the class of its record
   */
  record StepDone(Instant at, String step, Duration took, String type, JsonNode record)
      implements JournalEvent {}

  /**
   * What a step left is gone, an image that somebody removed, so it and all steps after it are to
   * be done again.
   */
  record StepLost(Instant at, String step) implements JournalEvent {}

  /** An attempt was cut because the service stops; it is made again and does not count. */
  record AttemptStopped(Instant at, String step, int attempt) implements JournalEvent {}

  /**
   * An attempt at a step failed.
   *
   * @param tryAgainAfter the wait before the next attempt; empty when the job failed for good
   */
  record AttemptFailed(
      Instant at,
      String step,
      int attempt,
      Duration took,
      Failure failure,
      Optional<Duration> tryAgainAfter)
      implements JournalEvent {}
}
