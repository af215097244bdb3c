package dev.slipway.step;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The wait that the other side asks for: HTTP's {@code Retry-After}, seconds or a date (RFC 9110,
 * section 10.2.3), and the words in which an engine repeats it. A wait is never negative, and never
 * kept longer than an hour: a wrong clock must not hold a job for days.
 */
public final class RetryAfter {
  /** The longest wait that is kept. */
  public static final Duration LONGEST = Duration.ofHours(1);

  /** As registries and Go write it: {@code retry after 30s}, {@code Retry-After: 126.4µs}. */
  private static final Pattern WORDS =
      Pattern.compile(
          "(?i)\\bretry[- ]after:? ?\"?(\\d{1,9})(?:\\.\\d+)?"
              + " ?(?:([nuµμ]s)|(ms)|(m|minutes?)|(?:s|sec|seconds?))?(?!\\w|\\.\\d)");

  private RetryAfter() {}

  /** When the answer says that the next request is welcome; empty when it does not say. */
  public static Optional<Instant> time(HttpHeaders headers) {
    return headers.firstValue("retry-after").flatMap(value -> time(value.strip()));
  }

  private static Optional<Instant> time(String value) {
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Instant.now().plusSeconds(Long.parseLong(value)));
    }
    try {
      return Optional.of(
          ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The wait that an answer asks for. */
  static Optional<Duration> wait(HttpHeaders headers) {
    return time(headers).map(RetryAfter::until);
  }

  /** The failure with the wait that the answer asks for, when it asks and the fault may pass. */
  public static Failure kept(Failure failure, HttpHeaders headers) {
    return kept(failure, wait(headers));
  }

  /** The failure with the wait that its lines ask for, when they ask and the fault may pass. */
  static Failure kept(Failure failure) {
    return kept(failure, in(failure.lines()));
  }

  private static Failure kept(Failure failure, Optional<Duration> wait) {
    boolean passes = failure.kind() == Kind.RATE_LIMIT || failure.kind() == Kind.PASSING;
    return passes ? wait.map(failure::withRetryAfter).orElse(failure) : failure;
  }

  /** The wait until then, in whole seconds: none when that is over, an hour at most. */
  public static Duration until(Instant time) {
    Instant now = Instant.now();
    if (!time.isAfter(now)) {
      return Duration.ZERO;
    }
    Duration wait = Duration.between(now, time);
    return atMost(wait.plusMillis(999).truncatedTo(ChronoUnit.SECONDS));
  }

  /** The longest wait that the lines ask for, in seconds, rounded up. */
  static Optional<Duration> in(List<String> lines) {
    return lines.stream()
        .map(WORDS::matcher)
        .filter(Matcher::find)
        .map(RetryAfter::duration)
        .max(Duration::compareTo);
  }

  private static Duration duration(Matcher words) {
    long count = Long.parseLong(words.group(1));
    if (words.group(2) != null) {
      return Duration.ofSeconds(1);
    }
    if (words.group(3) != null) {
      return atMost(Duration.ofSeconds(count / 1000 + 1));
    }
    return atMost(words.group(4) == null ? Duration.ofSeconds(count) : Duration.ofMinutes(count));
  }

  private static Duration atMost(Duration wait) {
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
