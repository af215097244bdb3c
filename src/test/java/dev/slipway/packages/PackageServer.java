package dev.slipway.packages;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.image.ImageReference;
import dev.slipway.packages.Repositories.Repository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Package repositories on a free port: CRAN and the three of a Bioconductor release. */
final class PackageServer implements AutoCloseable {
  static final Base BASE =
      new Base(
          ImageReference.parse("r:1"),
          "4.2.2",
          "amd64",
          new Distribution("debian", "12", "bookworm"));

  /** Answers one path in its own way. */
  @FunctionalInterface
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  PackageServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
    index("/cran");
    index("/bioc");
    index("/data/annotation");
    index("/data/experiment");
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      asked.add(path);
      if (answers.containsKey(path)) {
        answers.get(path).to(exchange);
      } else if (files.containsKey(path)) {
        send(exchange, files.get(path));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  static void send(HttpExchange exchange, byte[] body) throws IOException {
    String etag = "\"" + Arrays.hashCode(body) + "\"";
    exchange.getResponseHeaders().set("ETag", etag);
    if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** CRAN's index, a record each: {@code "a 1.0", "b 2.0 Imports: a (>= 1.0)"}. */
  PackageServer cran(String... records) {
    return index("/cran", records);
  }

  PackageServer bioc(String... records) {
    return index("/bioc", records);
  }

  PackageServer index(String repository, String... records) {
    return file(
        repository + "/src/contrib/PACKAGES.gz",
        gzip(String.join("\n", Arrays.stream(records).map(PackageServer::record).toList())));
  }

  /** {@code b 2.0 Imports: a | Depends: R (>= 4.3)} as a record. */
  static String record(String brief) {
    String[] words = brief.split(" ", 3);
    String fields = words.length < 3 ? "" : words[2].replace(" | ", "\n") + "\n";
    return "Package: " + words[0] + "\nVersion: " + words[1] + "\n" + fields;
  }

  /** An archive of CRAN's Archive, whose DESCRIPTION is that record. */
  PackageServer archived(String file, String brief) {
    String name = brief.split(" ")[0];
    return file("/cran/src/contrib/Archive/" + file, archive(name, record(brief)));
  }

  PackageServer file(String path, byte[] body) {
    files.put(path, body);
    return this;
  }

  PackageServer without(String path) {
    files.remove(path);
    return this;
  }

  PackageServer answer(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  PackageServer status(String path, int status, String... headers) {
    return answer(
        path,
        exchange -> {
          for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
          }
          exchange.sendResponseHeaders(status, -1);
        });
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A source package: its DESCRIPTION, and then more than anyone should have to read. */
  static byte[] archive(String name, String description) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      add(tar, name + "/inst/DESCRIPTION", "Package: decoy\nVersion: 0.0\n");
      add(tar, name + "/DESCRIPTION", description);
      add(tar, name + "/R/all.R", random(100_000));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Such as does not get smaller when it is compressed. */
  private static String random(int length) {
    return new Random(length)
        .ints(length, ' ', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static void add(TarArchiveOutputStream tar, String name, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  /** Every path that was asked for, in order. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  Repository repository(String name, String path) {
    return new Repository(name, uri(path).toString(), Optional.empty());
  }

  /** CRAN, then the three of Bioconductor. */
  List<Repository> repositories() {
    List<Repository> all = new ArrayList<>();
    all.add(repository("CRAN", "/cran"));
    all.add(repository("BioCsoft", "/bioc"));
    all.add(repository("BioCann", "/data/annotation"));
    all.add(repository("BioCexp", "/data/experiment"));
    return all;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
