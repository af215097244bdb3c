package dev.slipway.packages.repository;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.fixture.Gzipped;
import dev.slipway.fixture.StubServer;
import dev.slipway.fixture.StubServer.Answer;
import dev.slipway.fixture.Tar;
import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.packages.Distribution;
import dev.slipway.packages.Repository;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Package repositories on a free port: CRAN and the three of a Bioconductor release. */
public final class PackageServer implements AutoCloseable {
  public static final Base BASE =
      new Base(
          ImageReference.parse("r:1"),
          "4.2.2",
          "amd64",
          new Distribution("debian", "12", "bookworm"));

  private final StubServer server = new StubServer(this::serve);
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  public PackageServer() {
    index("/cran");
    index("/bioc");
    index("/data/annotation");
    index("/data/experiment");
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(exchange.getRequestURI().toString());
    if (answers.containsKey(path)) {
      answers.get(path).to(exchange);
    } else if (files.containsKey(path)) {
      send(exchange, files.get(path));
    } else {
      exchange.sendResponseHeaders(404, -1);
    }
  }

  /** Answers with an ETag, and with that alone who knows it. */
  public static void send(HttpExchange exchange, byte[] body) throws IOException {
    String etag = "\"" + Arrays.hashCode(body) + "\"";
    exchange.getResponseHeaders().set("ETag", etag);
    if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
    } else {
      StubServer.send(exchange, 200, body);
    }
  }

  /** CRAN's index, a record each: {@code "a 1.0", "b 2.0 Imports: a (>= 1.0)"}. */
  public PackageServer cran(String... records) {
    return index("/cran", records);
  }

  public PackageServer bioc(String... records) {
    return index("/bioc", records);
  }

  public PackageServer index(String repository, String... records) {
    return file(
        repository + "/src/contrib/PACKAGES.gz",
        Gzipped.text(
            String.join("\n", Arrays.stream(records).map(PackageServer::record).toList())));
  }

  /** {@code b 2.0 Imports: a | Depends: R (>= 4.3)} as a record. */
  public static String record(String brief) {
    String[] words = brief.split(" ", 3);
    String fields = words.length < 3 ? "" : words[2].replace(" | ", "\n") + "\n";
    return "Package: " + words[0] + "\nVersion: " + words[1] + "\n" + fields;
  }

  /** An archive of CRAN's Archive, whose DESCRIPTION is that record. */
  public PackageServer archived(String file, String brief) {
    String name = brief.split(" ")[0];
    return file("/cran/src/contrib/Archive/" + file, archive(name, record(brief)));
  }

  public PackageServer file(String path, byte[] body) {
    files.put(path, body);
    return this;
  }

  public PackageServer without(String path) {
    files.remove(path);
    return this;
  }

  public PackageServer answer(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  /** Answers a path with a status and a text. */
  public PackageServer answer(String path, int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return answer(path, exchange -> StubServer.send(exchange, status, bytes));
  }

  public PackageServer status(String path, int status, String... headers) {
    return answer(
        path,
        exchange -> {
          for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
          }
          exchange.sendResponseHeaders(status, -1);
        });
  }

  /** A source package: its DESCRIPTION, and then more than anyone should have to read. */
  public static byte[] archive(String name, String description) {
    return new Tar()
        .file(name + "/inst/DESCRIPTION", "Package: decoy\nVersion: 0.0\n")
        .file(name + "/DESCRIPTION", description)
        .file(name + "/R/all.R", random(100_000))
        .gzipped();
  }

  /** Such as does not get smaller when it is compressed. */
  private static String random(int length) {
    return new Random(length)
        .ints(length, ' ', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Every path and query that was asked for, in order. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  public URI uri(String path) {
    return URI.create(server.url() + path);
  }

  public Repository repository(String name, String path) {
    return new Repository(name, uri(path).toString());
  }

  /** CRAN, then the three of Bioconductor. */
  public List<Repository> repositories() {
    List<Repository> all = new ArrayList<>();
    all.add(repository("CRAN", "/cran"));
    all.add(repository("BioCsoft", "/bioc"));
    all.add(repository("BioCann", "/data/annotation"));
    all.add(repository("BioCexp", "/data/experiment"));
    return all;
  }

  @Override
  public void close() {
    server.close();
  }
}
