package dev.slipway.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes a container's output while it runs. Frames are read where they come in: docker-java uses
 * their array again.
 */
final class ContainerOutput implements ResultCallback<Frame> {
  private final OutputTail output;
  private final OutputTail error;
  private final CountDownLatch attached = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Closeable connection;
  private volatile RuntimeException failure;

  ContainerOutput(int capacity) {
    output = new OutputTail(capacity);
    error = new OutputTail(capacity);
  }

  /**
   * Waits until nothing that the container says can be missed.
   *
   * @throws RuntimeException when the engine does not let us listen
   */
  void awaitAttached() throws InterruptedException {
    attached.await();
    if (failure != null) {
      throw failure;
    }
  }

  /** Waits for the rest of the output of a container that has ended. */
  void awaitEnd(Duration atMost) throws InterruptedException {
    ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  String output() {
    return output.text();
  }

  String error() {
    return error.text();
  }

  @Override
  public void onStart(Closeable opened) {
    connection = opened;
    attached.countDown();
  }

  @Override
  public void onNext(Frame frame) {
    (frame.getStreamType() == StreamType.STDERR ? error : output).add(frame.getPayload());
  }

  @Override
  public void onError(Throwable thrown) {
    failure = thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
    onComplete();
  }

  @Override
  public void onComplete() {
    attached.countDown();
    ended.countDown();
  }

  @Override
  public void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      // Nobody listens any more.
    }
  }
}
