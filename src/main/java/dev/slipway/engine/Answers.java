package dev.slipway.engine;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the engine streams back, one item after the other, read by the thread that asked: so that
 * the thread can be interrupted although the network cannot.
 */
final class Answers<T> implements ResultCallback<T> {
  private static final int WAITING = 1024;

  private final BlockingQueue<Optional<T>> items = new ArrayBlockingQueue<>(WAITING);
  private volatile Closeable connection;
  private volatile RuntimeException error;
  private volatile boolean closed;

  /**
   * Waits for the next item.
   *
   * @return empty at the end of the stream
   * @throws RuntimeException the error with which the stream ended
   */
  Optional<T> next() throws InterruptedException {
    return checked(items.take());
  }

  /**
   * Waits for the next item.
   *
   * @return empty at the end of the stream
   * @throws TimeoutException when none comes within that time
   * @throws RuntimeException the error with which the stream ended
   */
  Optional<T> next(Duration within) throws InterruptedException, TimeoutException {
    Optional<T> item = items.poll(within.toNanos(), TimeUnit.NANOSECONDS);
    if (item == null) {
      throw new TimeoutException();
    }
    return checked(item);
  }

  private Optional<T> checked(Optional<T> item) {
    if (item.isEmpty() && error != null) {
      throw error;
    }
    return item;
  }

  @Override
  public void onStart(Closeable opened) {
    connection = opened;
    if (closed) {
      closeConnection();
    }
  }

  @Override
  public void onNext(T item) {
    put(Optional.of(item));
  }

  @Override
  public void onError(Throwable thrown) {
    if (error == null) {
      error = thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
    }
    put(Optional.empty());
  }

  @Override
  public void onComplete() {
    put(Optional.empty());
  }

  /** Closes the connection, which cancels what was asked for. */
  @Override
  public void close() {
    closed = true;
    closeConnection();
  }

  private void put(Optional<T> item) {
    try {
      boolean taken = false;
      while (!taken && !closed) {
        taken = items.offer(item, 1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      // docker-java interrupts its own thread to end a stream that we closed.
      Thread.currentThread().interrupt();
    }
  }

  private void closeConnection() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      // It is closed for us all the same.
    }
  }
}
