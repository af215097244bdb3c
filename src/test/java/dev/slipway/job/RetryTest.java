package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.job.Pipeline.Retry;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {
  private static final Retry RETRY = new Retry(10, Duration.ofSeconds(1), 2, Duration.ofMinutes(1));

  @ParameterizedTest
  @CsvSource({"1, 1000", "2, 2000", "3, 4000", "6, 32000", "7, 60000", "50, 60000"})
  void aWaitGrowsUpToItsMaximumAndIsBetweenHalfOfItAndAll(int attempts, long longest) {
    for (int i = 0; i < 100; i++) {
      assertThat(RETRY.delay(attempts).toMillis()).isBetween(longest / 2, longest);
    }
  }
}
