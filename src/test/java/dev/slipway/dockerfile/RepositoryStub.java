package dev.slipway.dockerfile;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A package repository on a free port that has an index and none of the packages in it. */
final class RepositoryStub implements AutoCloseable {
  private final HttpServer server;

  /**
   * @param missing how many bytes of the index are announced and not sent
   */
  RepositoryStub(String index, int missing) throws IOException {
    byte[] whole = index.getBytes(StandardCharsets.UTF_8);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/src/contrib/PACKAGES", exchange -> answer(exchange, whole, missing));
    server.start();
  }

  private static void answer(HttpExchange exchange, byte[] whole, int missing) throws IOException {
    // The compressed forms of an index begin with the same path.
    boolean plain = exchange.getRequestURI().getPath().endsWith("/PACKAGES");
    exchange.sendResponseHeaders(plain ? 200 : 404, plain ? whole.length : -1);
    if (plain) {
      exchange.getResponseBody().write(Arrays.copyOf(whole, whole.length - missing));
      exchange.getResponseBody().flush();
    }
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
