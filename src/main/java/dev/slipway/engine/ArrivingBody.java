package dev.slipway.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An answer's body as it arrives, with no more of it in memory than the connection hands over at
 * once. Unlike the JDK's own, a reader does not wait for ever for a server that has fallen silent.
 */
final class ArrivingBody extends InputStream implements BodySubscriber<InputStream> {
  private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
  private final Deque<ByteBuffer> arrived = new ArrayDeque<>();
  private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
  private final Duration patience;
  private Part end;

  /** Some bytes, or the end of them: an error, or neither. */
  private record Part(List<ByteBuffer> bytes, Throwable error) {}

  /**
   * @param patience how long a reader waits for the next bytes
   */
  ArrivingBody(Duration patience) {
    this.patience = patience;
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Subscription given) {
    given.request(1);
    subscription.complete(given);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    parts.add(new Part(bytes, null));
  }

  @Override
  public void onError(Throwable error) {
    parts.add(new Part(List.of(), error));
  }

  @Override
  public void onComplete() {
    parts.add(new Part(List.of(), null));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (arrived.isEmpty() || !arrived.peek().hasRemaining()) {
      arrived.poll();
      if (arrived.isEmpty() && !await()) {
        return -1;
      }
    }
    int count = Math.min(length, arrived.peek().remaining());
    arrived.peek().get(buffer, offset, count);
    return count;
  }

  /** Waits for more bytes; false at their end. */
  private boolean await() throws IOException {
    if (end == null) {
      Part part = next();
      if (!part.bytes().isEmpty()) {
        arrived.addAll(part.bytes());
        subscription.join().request(1);
        return true;
      }
      end = part;
    }
    if (end.error() != null) {
      throw new IOException(end.error().getMessage(), end.error());
    }
    return false;
  }

  private Part next() throws IOException {
    try {
      Part part = parts.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (part == null) {
        throw new HttpTimeoutException("nothing more came for " + patience.toSeconds() + " s");
      }
      return part;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Ends the connection, unless all of the body has come. */
  @Override
  public void close() {
    subscription.thenAccept(Subscription::cancel);
  }
}
