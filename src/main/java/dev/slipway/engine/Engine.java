package dev.slipway.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DockerClientImpl;
import dev.slipway.step.Classifier;
import dev.slipway.step.Evidence;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The Docker-compatible engine: one client for everything, there whether the engine runs or not. An
 * engine that comes back is found again.
 */
public final class Engine {
  private final EngineTransport transport;
  private final DockerClient client;
  private final DockerFolder folder;
  private final Optional<String> host;

  /**
   * @param host the engine's address, {@code unix:///run/docker.sock} or {@code tcp://host:2375};
   *     empty means {@code DOCKER_HOST}, the current docker context, or the local socket
   */
  public Engine(Optional<String> host) {
    this(host, DockerFolder.ofUser());
  }

  Engine(Optional<String> host, DockerFolder folder) {
    this(host, folder, CallLimits.USUAL);
  }

  Engine(Optional<String> host, DockerFolder folder, CallLimits limits) {
    this.host = host;
    this.folder = folder;
    this.transport = new EngineTransport(this::address, limits);
    this.client = DockerClientImpl.getInstance(BareConfig.INSTANCE, transport);
  }

  /**
   * Hands the client to a library that keeps one of its own, so that both share it.
   *
   * @param key the first argument for the borrower
   */
  public <K> void lend(K key, BiConsumer<K, DockerClient> borrower) {
    borrower.accept(key, client);
  }

  /**
   * Makes sure that the engine answers, and agrees on the API's version with it.
   *
   * @throws StepFailed of kind {@code ENGINE_DOWN} when it does not answer, {@code OPERATOR} when
   *     its address is wrong
   */
  public void check() throws StepFailed, InterruptedException {
    ping();
  }

  Ping ping() throws StepFailed, InterruptedException {
    try {
      Ping ping = Ping.of(transport);
      transport.speak(ping.api().map(EngineTransport.OURS::orLower).orElse(EngineTransport.OURS));
      return ping;
    } catch (IOException e) {
      throw new StepFailed(down(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new StepFailed(
          new Failure(
              Kind.OPERATOR,
              "ENGINE_ADDRESS",
              e.getMessage(),
              "Set slipway.docker.host or DOCKER_HOST, or choose a context with `docker context"
                  + " use`."),
          e);
    }
  }

  DockerClient client() {
    return client;
  }

  EngineTransport transport() {
    return transport;
  }

  /**
   * The failure that an exception of docker-java means.
   *
   * @param code the code when nothing better is known, {@code BUILD_FAILED}
   * @param doing what was asked of the engine, {@code removing the container}
   * @throws InterruptedException when the exception is how a connection ends for an interrupted
   *     thread
   */
  StepFailed failed(String code, String doing, RuntimeException e) throws InterruptedException {
    if (Thread.interrupted()
        || EngineErrors.causedBy(e, ClosedByInterruptException.class)
        || EngineErrors.causedBy(e, InterruptedException.class)) {
      throw new InterruptedException(doing);
    }
    String words = EngineErrors.words(e);
    // An unchecked one is our own trouble with a file of the job, not the engine's with a
    // connection.
    if (EngineErrors.causedBy(e, IOException.class) && !(e instanceof UncheckedIOException)) {
      return cut(code, doing, words, e);
    }
    return new StepFailed(
        Classifier.classify(
            code,
            doing + " failed: " + words,
            Evidence.of(words).withHttpStatus(EngineErrors.status(e))),
        e);
  }

  /** No answer, or not a whole one: the engine is gone, or only the connection was. */
  private StepFailed cut(String code, String doing, String words, RuntimeException e)
      throws InterruptedException {
    try {
      ping();
      boolean silent = EngineErrors.causedBy(e, SocketTimeoutException.class);
      return new StepFailed(
          new Failure(
              Kind.PASSING,
              silent ? "ENGINE_SILENT" : "CONNECTION_CUT",
              (silent ? "the engine said nothing" : "the connection to the engine broke off")
                  + " while %s: %s".formatted(doing, words),
              "Such a fault usually passes."),
          e);
    } catch (StepFailed down) {
      return down;
    }
  }

  private Failure down(String why) {
    return new Failure(
        Kind.ENGINE_DOWN,
        "ENGINE_DOWN",
        "the Docker engine at " + address().uri() + " does not answer: " + why,
        "Start the engine, or set slipway.docker.host or DOCKER_HOST to where it listens.");
  }

  /** Whether it is on this machine: only then are its files where it says. */
  boolean isLocal() {
    return "unix".equals(address().uri().getScheme());
  }

  private EngineAddress address() {
    return EngineAddress.find(host, folder.env(), folder.path());
  }
}
