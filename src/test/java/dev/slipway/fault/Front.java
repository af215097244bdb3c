package dev.slipway.fault;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** A server on loopback that answers as another one does, except where a test says otherwise. */
final class Front implements AutoCloseable {
  private static final Set<String> NOT_COPIED =
      Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "expect");
  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  /** What a client sends first that wants TLS. */
  private static final int TLS = 0x16;

  private final int target;
  private final HttpServer server;
  private final ServerSocket door;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Seen> requests = new CopyOnWriteArrayList<>();
  private final Rule rule;

  /** What differs from the server behind. */
  @FunctionalInterface
  interface Rule {
    /**
     * Answers a request itself, or leaves it to the server behind.
     *
     * @param earlier how many requests of that method to that path there were before
     * @return whether it has answered
     */
    boolean answers(HttpExchange exchange, int earlier) throws IOException;
  }

  /** A request, and when it came, in nanoseconds. */
  record Seen(String request, long at) {}

  /**
   * @param target the port on loopback of the server behind
   */
  Front(int target, Rule rule) throws IOException {
    this.target = target;
    this.rule = rule;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    this.server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    this.door = new ServerSocket(0, 50, loopback);
    threads.execute(this::accept);
  }

  /** {@code 127.0.0.1:port}. */
  String host() {
    return "127.0.0.1:" + door.getLocalPort();
  }

  /** Every request so far whose method and path contain that. */
  List<Seen> requests(String text) {
    return requests.stream().filter(one -> one.request().contains(text)).toList();
  }

  /** Answers with a text. */
  static boolean answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
    return true;
  }

  /** Answers as registries do when something is wrong. */
  static boolean error(HttpExchange exchange, int status, String code) throws IOException {
    return answer(
        exchange,
        status,
        "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\"}]}"
            .formatted(code, code.toLowerCase(Locale.ROOT).replace('_', ' ')));
  }

  @Override
  public void close() throws IOException {
    door.close();
    server.stop(0);
    threads.shutdownNow();
  }

  /**
   * Java's server waits for a line where an engine tries TLS first; such a connection is closed.
   */
  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        threads.execute(() -> serve(client));
      } catch (IOException | RejectedExecutionException e) {
        // The test is over.
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket inside =
            new Socket(server.getAddress().getAddress(), server.getAddress().getPort())) {
      PushbackInputStream in = new PushbackInputStream(client.getInputStream());
      int first = in.read();
      if (first < 0 || first == TLS) {
        return;
      }
      in.unread(first);
      threads.execute(() -> copy(in, inside));
      inside.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException | RejectedExecutionException e) {
      // One side is gone; closing both tells the other.
    }
  }

  private static void copy(InputStream from, Socket to) {
    try (to) {
      from.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // The same.
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    int earlier = (int) requests.stream().filter(one -> one.request().equals(request)).count();
    requests.add(new Seen(request, System.nanoTime()));
    try (exchange) {
      if (!rule.answers(exchange, earlier)) {
        forward(exchange);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the server behind answers. */
  HttpResponse<byte[]> ask(HttpExchange exchange) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + target + exchange.getRequestURI());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(exchange.getRequestMethod(), body(exchange));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!NOT_COPIED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    request.header("X-Forwarded-Host", host());
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  private void forward(HttpExchange exchange) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = ask(exchange);
    Headers headers = exchange.getResponseHeaders();
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!NOT_COPIED.contains(name)) {
                headers.put(name, values);
              }
            });
    if (exchange.getRequestMethod().equals("HEAD")) {
      answer
          .headers()
          .firstValue("content-length")
          .ifPresent(n -> headers.set("Content-Length", n));
    }
    byte[] body = answer.body();
    exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static BodyPublisher body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    return body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
  }
}
