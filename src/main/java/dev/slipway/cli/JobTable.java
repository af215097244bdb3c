package dev.slipway.cli;

import dev.slipway.outbox.JobStatus;
import dev.slipway.spec.document.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jobs for people: a line for each. */
final class JobTable {
  private static final List<String> HEADINGS = List.of("JOB", "STATE", "STEP", "AGE", "REASON");
  private static final int LONGEST_REASON = 200;
  private static final int LONGEST_STEP = 40;

  private JobTable() {}

  static String of(List<JobStatus> jobs, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    jobs.forEach(job -> rows.add(row(job, now)));
    return Columns.aligned(rows);
  }

  private static List<String> row(JobStatus job, Instant now) {
    Optional<Instant> since = job.ended().or(job::accepted);
    return List.of(
        job.job(),
        job.state().toString(),
        Printable.text(job.step().orElse(""), LONGEST_STEP),
        since.map(at -> span(Duration.between(at, now))).orElse(""),
        Printable.text(reason(job, now), LONGEST_REASON));
  }

  private static String reason(JobStatus job, Instant now) {
    String why =
        Stream.of(job.code(), job.reason())
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" "));
    return job.nextAttempt()
        .map(at -> "again in %s: %s".formatted(span(Duration.between(now, at)), why))
        .orElse(why);
  }

  /** In the largest unit of which there is one: {@code 59s}, {@code 3m}, {@code 2h}, {@code 5d}. */
  private static String span(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + "d";
    }
    if (duration.toHours() > 0) {
      return duration.toHours() + "h";
    }
    return duration.toMinutes() > 0
        ? duration.toMinutes() + "m"
        : Math.max(0, duration.toSeconds()) + "s";
  }
}
