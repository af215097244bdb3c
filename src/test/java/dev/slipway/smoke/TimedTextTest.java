package dev.slipway.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimedTextTest {
  private static final Pattern ENDLESS = Pattern.compile("(.*a){25}b");
  private static final String TEXT = "a".repeat(80);

  @Test
  void findsWhatIsThereAndOnlyThat() throws Exception {
    Duration time = Duration.ofSeconds(10);
    String text = "x".repeat(100_000) + "yz";

    assertThat(TimedText.finds(Pattern.compile("yz$"), text, time)).isTrue();
    assertThat(TimedText.finds(Pattern.compile("zy"), text, time)).isFalse();
  }

  @Test
  void expressionThatBacktracksWithoutEndIsStopped() {
    assertThatThrownBy(() -> TimedText.finds(ENDLESS, TEXT, Duration.ofMillis(200)))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void interruptStopsTheSearch() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread searching =
        new Thread(
            () -> {
              try {
                TimedText.finds(ENDLESS, TEXT, Duration.ofMinutes(10));
              } catch (TimeoutException | InterruptedException e) {
                thrown.set(e);
              }
            });
    searching.setDaemon(true);
    searching.start();

    searching.interrupt();
    searching.join(10_000);

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }
}
