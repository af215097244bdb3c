package dev.slipway.engine;

import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The whole answer to a call, in memory. */
record SingleAnswer(int getStatusCode, Map<String, List<String>> getHeaders, byte[] content)
    implements Response {

  /**
   * Waits for it in the calling thread while another one reads, because a socket of the local kind
   * knows no read timeout and one of TCP no interrupt.
   *
   * @param call makes the call; left behind when the limit is over, for its connection is then
   *     closed by the caller
   * @throws RuntimeException that of the call; caused by {@link SocketTimeoutException} when there
   *     is no answer within the limit, by {@link InterruptedException}, with the thread's interrupt
   *     kept, when the thread was interrupted
   */
  static Response within(Duration limit, Supplier<Response> call) {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    Thread asking = new Thread(() -> ask(call, answer), "engine-call");
    asking.setDaemon(true);
    asking.start();
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          new SocketTimeoutException("no answer within " + limit.toSeconds() + " s"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  private static void ask(Supplier<Response> call, CompletableFuture<Response> answer) {
    try (Response response = call.get();
        InputStream body = response.getBody()) {
      answer.complete(
          new SingleAnswer(
              response.getStatusCode(),
              response.getHeaders(),
              body == null ? new byte[0] : body.readAllBytes()));
    } catch (IOException e) {
      answer.completeExceptionally(new IllegalStateException(e));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  @Override
  public InputStream getBody() {
    return new ByteArrayInputStream(content);
  }

  @Override
  public void close() {
    // It holds no connection.
  }
}
