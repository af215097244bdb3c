package dev.slipway.packages.github;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.fixture.StubServer;
import dev.slipway.fixture.StubServer.Answer;
import dev.slipway.fixture.Tar;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A server on a free port that answers as a test tells it, and remembers what it was asked. */
public final class GitHubStub implements AutoCloseable {
  /** The commit that every reference means. */
  public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** One request. */
  record Asked(String path, Optional<String> accept, Optional<String> authorization) {}

  private final StubServer server = new StubServer(this::serve);
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    answers.entrySet().stream()
        .filter(answer -> path.startsWith(answer.getKey()))
        .max(Comparator.comparing(answer -> answer.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse(unknown -> unknown.sendResponseHeaders(404, -1))
        .to(exchange);
  }

  /** Answers below a path. */
  GitHubStub answer(String path, int status, Map<String, String> headers, byte[] body) {
    return answer(path, exchange -> answer(exchange, status, headers, body));
  }

  private GitHubStub answer(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  /** Answers below a path with a commit, but only when as many requests are waiting for it. */
  GitHubStub commitOnceAllAsk(String path, CountDownLatch requests, String sha) {
    return answer(
        path,
        exchange -> {
          requests.countDown();
          answer(exchange, isZeroSoon(requests) ? 200 : 500, Map.of(), bytes(sha));
        });
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
    StubServer.send(exchange, status, body);
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
    Tar tar = new Tar();
    files.forEach((name, text) -> tar.file("user-repo-0123456/" + name, text));
    return tar.gzipped();
  }

  /** A client of this server that keeps what it fetches in that folder. */
  public GitHub gitHub(Supplier<Optional<String>> token, Path cache) {
    return new GitHub(base(), token, cache);
  }

  URI base() {
    return URI.create(server.url());
  }

  List<Asked> asked() {
    return asked;
  }

  @Override
  public void close() {
    server.close();
  }
}
