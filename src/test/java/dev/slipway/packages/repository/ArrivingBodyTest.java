package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ArrivingBodyTest {
  private static final byte[] CONTENT = "some bytes".getBytes(StandardCharsets.UTF_8);

  @Test
  void silenceInABodyIsNotWaitedOutForEver() throws Exception {
    try (ArrivingBody body = new ArrivingBody(Duration.ofMillis(1))) {
      body.onSubscribe(new NoSubscription());
      body.onNext(List.of(ByteBuffer.wrap(CONTENT)));

      assertThat(body.readNBytes(CONTENT.length)).isEqualTo(CONTENT);
      assertThatThrownBy(body::read).isInstanceOf(HttpTimeoutException.class);
    }
  }

  @Test
  void aBodyThatArrivesInDropsIsNotWaitedOutForEver() throws Exception {
    AtomicLong now = new AtomicLong();
    try (ArrivingBody body = new ArrivingBody(Duration.ofSeconds(30), now::get)) {
      body.onSubscribe(new NoSubscription());
      body.onNext(List.of(ByteBuffer.wrap(new byte[30 * 1024])));
      body.onNext(List.of(ByteBuffer.wrap(new byte[30 * 1024 - 1])));

      now.addAndGet(TimeUnit.SECONDS.toNanos(30));
      assertThat(body.readNBytes(30 * 1024)).hasSize(30 * 1024);
      now.addAndGet(TimeUnit.SECONDS.toNanos(30));
      assertThatThrownBy(body::read).hasMessage("only 30719 bytes arrived in 30 seconds");
    }
  }

  @Test
  void errorInABodyComesAfterItsBytes() throws Exception {
    try (InputStream body = new ArrivingBody(Duration.ofMinutes(1))) {
      ArrivingBody subscriber = (ArrivingBody) body;
      subscriber.onSubscribe(new NoSubscription());
      subscriber.onNext(List.of(ByteBuffer.allocate(0), ByteBuffer.wrap(CONTENT)));
      subscriber.onError(new IOException("reset"));

      assertThat(body.readNBytes(CONTENT.length)).isEqualTo(CONTENT);
      assertThatThrownBy(body::read).hasMessage("reset");
      assertThatThrownBy(body::read).hasMessage("reset");
    }
  }

  @Test
  void interruptedReaderStops() {
    try (ArrivingBody body = new ArrivingBody(Duration.ofMinutes(1))) {
      body.onSubscribe(new NoSubscription());
      Thread.currentThread().interrupt();

      assertThatThrownBy(body::read).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static final class NoSubscription implements Subscription {
    @Override
    public void request(long n) {
      // The test itself says what comes.
    }

    @Override
    public void cancel() {
      // Nothing comes.
    }
  }
}
