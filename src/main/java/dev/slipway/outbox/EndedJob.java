package dev.slipway.outbox;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.slipway.step.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a list of jobs needs of a {@code result.json}; the long parts are never in memory. */
@JsonIgnoreProperties(ignoreUnknown = true)
record EndedJob(
    String spec,
    Optional<String> retryOf,
    String status,
    Optional<Reason> failure,
    Instant accepted,
    Instant ended,
    List<Step> steps) {

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Reason(String code, Optional<String> step, String kind, String message) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Step(String step, int attempts) {}

  /**
   * Reads it.
   *
   * @param folder {@code outbox/<id>}
   * @throws IOException when it is not there, or is not what Slipway writes
   */
  static EndedJob read(Path folder) throws IOException {
    Path file = folder.resolve(Outbox.RESULT);
    EndedJob ended = Json.mapper().readValue(file.toFile(), EndedJob.class);
    if (ended.spec == null || ended.accepted == null || ended.ended == null) {
      throw new IOException(file + " lacks fields that every result has");
    }
    return ended;
  }

  JobStatus status(String job) throws IOException {
    Optional<String> step = failure.flatMap(Reason::step).or(() -> last().map(Step::step));
    return new JobStatus(
        job,
        state(),
        step,
        step.map(this::attempts).orElse(0),
        Optional.of(accepted),
        Optional.of(ended),
        Optional.empty(),
        failure.map(Reason::code),
        failure.map(Reason::kind),
        failure.map(Reason::message),
        retryOf);
  }

  private JobState state() throws IOException {
    return switch (String.valueOf(status)) {
      case "succeeded" -> JobState.SUCCEEDED;
      case "failed" -> JobState.FAILED;
      case "rejected" -> JobState.REJECTED;
      case "cancelled" -> JobState.CANCELLED;
      default -> throw new IOException("%s says a status that is none".formatted(Outbox.RESULT));
    };
  }

  private Optional<Step> last() {
    return all().isEmpty() ? Optional.empty() : Optional.of(all().get(all().size() - 1));
  }

  private int attempts(String step) {
    return all().stream().filter(s -> s.step().equals(step)).mapToInt(Step::attempts).sum();
  }

  private List<Step> all() {
    return steps == null ? List.of() : steps;
  }
}
