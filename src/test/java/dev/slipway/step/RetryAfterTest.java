package dev.slipway.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "17, 17",
    "3600, 3600",
    "3601, 3600",
    "999999999, 3600",
    "'Sun, 06 Nov 1994 08:49:37 GMT', 0",
    "'Fri, 31 Dec 9999 23:59:59 GMT', 3600"
  })
  void secondsAndDatesAreWaitsUpToAnHour(String value, long seconds) {
    assertThat(wait(value)).contains(Duration.ofSeconds(seconds));
  }

  @Test
  void aDateThatComesIsTheTimeUntilThen() {
    String soon =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.now().plusSeconds(600).atOffset(ZoneOffset.UTC));

    assertThat(wait(soon).orElseThrow())
        .isBetween(Duration.ofSeconds(500), Duration.ofSeconds(600));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "soon", "1.5", "99999999999999999999", "2026-01-01"})
  void nonsenseIsNoWait(String value) {
    assertThat(wait(value)).isEmpty();
  }

  @Test
  void anAnswerWithoutTheHeaderAsksForNothing() {
    assertThat(RetryAfter.wait(HttpHeaders.of(Map.of(), (name, value) -> true))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "toomanyrequests: retry after 30s|30",
        "429 Too Many Requests, Retry-After: 30|30",
        "toomanyrequests: retry-after: 126.451µs, allowed: 44000/minute|1",
        "toomanyrequests: retry-after: 1500ms, allowed: 44000/minute|2",
        "please retry after 2 minutes.|120",
        "retry after 30 seconds|30",
        "Retry-After: 30.|30",
        "Retry-After: 99999|3600",
      })
  void wordsAskForAWaitToo(String line, long seconds) {
    assertThat(RetryAfter.in(List.of("first", line))).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"retry after lunch", "retry after 1m30s", "retry after -5", "30"})
  void otherWordsDoNot(String line) {
    assertThat(RetryAfter.in(List.of(line))).isEmpty();
  }

  private static Optional<Duration> wait(String value) {
    return RetryAfter.wait(
        HttpHeaders.of(Map.of("Retry-After", List.of(value)), (name, text) -> true));
  }
}
