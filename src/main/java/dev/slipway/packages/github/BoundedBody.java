package dev.slipway.packages.github;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Takes an answer's body into a stream as it arrives, up to a number of bytes. */
final class BoundedBody implements BodySubscriber<Void> {
  private final OutputStream target;
  private final long limit;
  private final CompletableFuture<Void> body = new CompletableFuture<>();
  private Subscription subscription;
  private long taken;

  BoundedBody(OutputStream target, long limit) {
    this.target = target;
    this.limit = limit;
  }

  @Override
  public CompletionStage<Void> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        take(buffer);
      }
    } catch (IOException e) {
      subscription.cancel();
      body.completeExceptionally(e);
    }
  }

  private void take(ByteBuffer buffer) throws IOException {
    taken += buffer.remaining();
    if (taken > limit) {
      throw new TooLarge(limit);
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    target.write(bytes);
  }

  @Override
  public void onError(Throwable error) {
    body.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    body.complete(null);
  }

  /** The body has more bytes than are taken. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge(long limit) {
      super("it has more than " + limit + " bytes");
    }
  }
}
