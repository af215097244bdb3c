package dev.slipway.packages;

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
 * An answer's body as a stream that can be read as far as it is of use. Reading waits only so long
 * for more to arrive, and stops when its thread is interrupted, neither of which the stream of
 * {@code BodySubscribers.ofInputStream} does.
 */
final class ArrivingBody extends InputStream implements BodySubscriber<ArrivingBody> {
  /** Buffers that arrived, or the end, with the error that made it one. */
  private record Arrived(List<ByteBuffer> buffers, boolean last, Throwable error) {}

  private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
  private final Deque<ByteBuffer> unread = new ArrayDeque<>();
  private final Duration patience;
  private Subscription subscription;
  private boolean closed;
  private boolean ended;

  /**
   * @param patience how long to wait for the next bytes
   */
  ArrivingBody(Duration patience) {
    this.patience = patience;
  }

  @Override
  public CompletionStage<ArrivingBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public synchronized void onSubscribe(Subscription given) {
    subscription = given;
    if (closed) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    arrived.add(new Arrived(buffers, false, null));
  }

  @Override
  public void onError(Throwable error) {
    arrived.add(new Arrived(List.of(), true, error));
  }

  @Override
  public void onComplete() {
    arrived.add(new Arrived(List.of(), true, null));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (unread.isEmpty() && !ended) {
      take(next());
    }
    if (unread.isEmpty()) {
      return -1;
    }
    ByteBuffer first = unread.peek();
    int taken = Math.min(length, first.remaining());
    first.get(target, offset, taken);
    if (!first.hasRemaining()) {
      unread.remove();
    }
    return taken;
  }

  private Arrived next() throws IOException {
    try {
      Arrived next = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new HttpTimeoutException("nothing arrived for " + patience.toSeconds() + " seconds");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private void take(Arrived next) throws IOException {
    ended = next.last();
    if (next.error() != null) {
      throw next.error() instanceof IOException io ? io : new IOException(next.error());
    }
    next.buffers().stream().filter(ByteBuffer::hasRemaining).forEach(unread::add);
    if (!ended) {
      subscription.request(1);
    }
  }

  /** Lets the rest go, and the connection with it. */
  @Override
  public synchronized void close() {
    closed = true;
    if (subscription != null && !ended) {
      subscription.cancel();
    }
  }
}
