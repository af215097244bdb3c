package dev.slipway.packages.repository;

import dev.slipway.packages.Base;
import dev.slipway.packages.repository.RepositoryAnswer.Unreadable;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks package repositories as the R of one base image would: those of the Posit Package Manager
 * kind choose the packages by the User-Agent.
 */
public final class RepositoryClient {
  private static final int LONGEST_ETAG = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String userAgent;
  private final Duration patience;

  public RepositoryClient(Base base) {
    this(userAgent(base), PATIENCE);
  }

  /**
   * @param patience how long to wait for an answer to begin, and for each of its parts
   */
  RepositoryClient(String userAgent, Duration patience) {
    this.userAgent = userAgent;
    this.patience = patience;
  }

  /** Takes of a body what is wanted of it. */
  @FunctionalInterface
  interface Reader<T> {
    T read(InputStream body) throws IOException;
  }

  /**
   * What a repository answers.
   *
   * @param changed false when what is known by that ETag is still right
   * @param body empty when there is no such file, or it has not changed
   */
  record Answer<T>(boolean changed, Optional<String> etag, Optional<T> body) {}

  /**
   * What is at the URL; empty when there is nothing (404, 410). Redirects are followed, never from
   * https to http.
   *
   * @param largest the most bytes to take
   * @throws StepFailed REPOSITORY_UNREACHABLE when there is no answer or only a part of one,
   *     HOST_UNKNOWN, ADDRESS_REFUSED, REPOSITORY_RATE_LIMIT, REPOSITORY_REFUSED, or
   *     REPOSITORY_BROKEN when it is too large
   */
  public Optional<byte[]> get(URI uri, long largest) throws StepFailed, InterruptedException {
    return read(uri, Optional.empty(), body -> bytes(body, largest)).body();
  }

  /** The text that R sends as User-Agent, see {@code options("HTTPUserAgent")}. */
  String userAgent() {
    return userAgent;
  }

  /**
   * Reads what is at the URL as far as the reader wants it.
   *
   * @param etag of what is known already
   * @throws StepFailed as {@link #get} does
   */
  <T> Answer<T> read(URI uri, Optional<String> etag, Reader<T> reader)
      throws StepFailed, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("User-Agent", userAgent);
    etag.ifPresent(known -> request.header("If-None-Match", known));
    try {
      HttpResponse<InputStream> answer =
          Exchange.send(
              request.build(), Optional.empty(), patience, head -> new ArrivingBody(patience));
      try (InputStream body = answer.body()) {
        return answer(uri, answer, body, reader);
      }
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw RepositoryAnswer.failure(uri, e);
    }
  }

  private static <T> Answer<T> answer(
      URI uri, HttpResponse<InputStream> answer, InputStream body, Reader<T> reader)
      throws IOException, StepFailed {
    Optional<String> etag =
        answer.headers().firstValue("etag").filter(RepositoryClient::isSendable);
    return switch (answer.statusCode()) {
      case 200 -> new Answer<>(true, etag, Optional.of(reader.read(body)));
      case 304 -> {
        // Read to its end the connection can be used again.
        body.read();
        yield new Answer<>(false, etag, Optional.empty());
      }
      case 404, 410 -> new Answer<>(true, Optional.empty(), Optional.empty());
      default -> throw RepositoryAnswer.failure(uri, answer.statusCode(), answer.headers());
    };
  }

  /** Whether it can stand in a request again. */
  private static boolean isSendable(String etag) {
    return etag.length() <= LONGEST_ETAG && etag.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  /**
   * @throws Unreadable when the body has more bytes
   */
  static byte[] bytes(InputStream body, long largest) throws IOException {
    byte[] bytes = body.readNBytes((int) Math.min(largest + 1, Integer.MAX_VALUE - 8));
    if (bytes.length > largest) {
      throw new Unreadable("it has more than " + largest + " bytes");
    }
    return bytes;
  }

  private static String userAgent(Base base) {
    String machine =
        switch (base.architecture()) {
          case "amd64" -> "x86_64";
          case "arm64" -> "aarch64";
          default -> base.architecture();
        };
    return "R/%1$s R (%1$s %2$s-pc-linux-gnu %2$s linux-gnu)".formatted(base.r(), machine);
  }
}
