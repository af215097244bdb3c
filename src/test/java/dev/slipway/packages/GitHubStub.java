package dev.slipway.packages;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A server on a free port that answers as a test tells it, and remembers what it was asked. */
public final class GitHubStub implements AutoCloseable {
  /** The commit that every reference means. */
  public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** One request. */
  record Asked(String path, Optional<String> accept, Optional<String> authorization) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  public GitHubStub() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.start();
  }

  /** Answers below a path. */
  GitHubStub answer(String path, int status, Map<String, String> headers, byte[] body) {
    server.createContext(path, exchange -> answer(exchange, status, headers, body));
    return this;
  }

  /** Answers below a path with a commit, but only when as many requests are waiting for it. */
  GitHubStub commitOnceAllAsk(String path, CountDownLatch requests, String sha) {
    server.createContext(
        path,
        exchange -> {
          requests.countDown();
          answer(exchange, isZeroSoon(requests) ? 200 : 500, Map.of(), bytes(sha));
        });
    return this;
  }

  private static boolean isZeroSoon(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void answer(HttpExchange exchange, int status, Map<String, String> headers, byte[] body)
      throws IOException {
    asked.add(
        new Asked(
            exchange.getRequestURI().toString(),
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept")),
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))));
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** A repository whose every reference is {@link #COMMIT}, with that package at its top. */
  public GitHubStub withPackage(String slug, String name, String version) {
    return withFiles(
        slug, Map.of("DESCRIPTION", "Package: " + name + "\nVersion: " + version + "\n"));
  }

  /** A repository whose every reference is {@link #COMMIT}, with those files. */
  public GitHubStub withFiles(String slug, Map<String, String> files) {
    answer("/repos/" + slug + "/commits/", 200, Map.of(), bytes(COMMIT));
    return answer("/repos/" + slug + "/tarball/" + COMMIT, 200, Map.of(), tarball(files));
  }

  /** A repository where that ref is that commit, with that DESCRIPTION. */
  GitHubStub withCommit(String slug, String ref, String sha, String description) {
    answer("/repos/" + slug + "/commits/" + ref, 200, Map.of(), bytes(sha));
    return answer(
        "/repos/" + slug + "/tarball/" + sha, 200, Map.of(), tarball("DESCRIPTION", description));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A gzipped tar with one file below its one folder. */
  static byte[] tarball(String file, String text) {
    return tarball(Map.of(file, text));
  }

  private static byte[] tarball(Map<String, String> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry("user-repo-0123456/" + file.getKey());
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A client of this server that keeps what it fetches in that folder. */
  public GitHub gitHub(Supplier<Optional<String>> token, Path cache) {
    return new GitHub(base(), token, cache);
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Asked> asked() {
    return asked;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
