package dev.slipway.packages.repository;

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
import java.util.function.LongSupplier;

/**
 * An answer's body as a stream that can be read as far as it is of use, with no more of it in
 * memory than the connection hands over at once. Reading waits only so long for more to arrive,
 * also when it arrives in drops, and stops when its thread is interrupted, neither of which the
 * stream of {@code BodySubscribers.ofInputStream} does.
 */
public final class ArrivingBody extends InputStream implements BodySubscriber<InputStream> {
  /** Bytes a second, on average over the reader's patience; what is slower would take days. */
  private static final long SLOWEST = 1024;

  /** Some bytes, or the end of them: an error, or neither. */
  private record Part(List<ByteBuffer> bytes, Throwable error) {}

  private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
  private final Deque<ByteBuffer> unread = new ArrayDeque<>();
  private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
  private final Duration patience;
  private Part end;
  private final LongSupplier clock;
  private long since;
  private long arrived;

  /**
   * @param patience how long a reader waits for the next bytes
   */
  public ArrivingBody(Duration patience) {
    this(patience, System::nanoTime);
  }

  ArrivingBody(Duration patience, LongSupplier clock) {
    this.patience = patience;
    this.clock = clock;
    this.since = clock.getAsLong();
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

  /**
   * @throws HttpTimeoutException when nothing more arrives in time, or too little
   * @throws InterruptedIOException when the thread is interrupted; it stays so
   * @throws IOException the error that ended the body, once what came before it is read
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (unread.isEmpty()) {
      if (!await()) {
        return -1;
      }
    }
    ByteBuffer first = unread.peek();
    int taken = Math.min(length, first.remaining());
    first.get(target, offset, taken);
    if (!first.hasRemaining()) {
      unread.remove();
    }
    return taken;
  }

  /** Waits for the next part; false at the end. */
  private boolean await() throws IOException {
    if (end == null) {
      Part part = next();
      if (!part.bytes().isEmpty()) {
        part.bytes().stream().filter(ByteBuffer::hasRemaining).forEach(unread::add);
        requirePace(part);
        subscription.join().request(1);
        return true;
      }
      end = part;
    }
    if (end.error() != null) {
      throw end.error() instanceof IOException io ? io : new IOException(end.error());
    }
    return false;
  }

  private void requirePace(Part part) throws HttpTimeoutException {
    arrived += part.bytes().stream().mapToLong(ByteBuffer::remaining).sum();
    Duration passed = Duration.ofNanos(clock.getAsLong() - since);
    if (passed.compareTo(patience) < 0) {
      return;
    }
    if (arrived < SLOWEST * passed.toSeconds()) {
      throw new HttpTimeoutException(
          "only %d bytes arrived in %d seconds".formatted(arrived, passed.toSeconds()));
    }
    since = clock.getAsLong();
    arrived = 0;
  }

  private Part next() throws IOException {
    try {
      Part part = parts.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (part == null) {
        throw new HttpTimeoutException("nothing arrived for " + patience.toSeconds() + " seconds");
      }
      return part;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** Lets the rest go, and the connection with it; read to its end, the connection stays. */
  @Override
  public void close() {
    if (end == null) {
      subscription.thenAccept(Subscription::cancel);
    }
  }
}
