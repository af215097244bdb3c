package dev.slipway.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A port on loopback that leads to another: a registry that comes up when the test says so. */
public final class Forwarder implements AutoCloseable {
  private final int target;
  private final int port;
  private ServerSocket server;

  private Forwarder(int target) throws IOException {
    this.target = target;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
  }

  /** A port that nobody listens at, until it is opened. */
  public static Forwarder to(int target) throws IOException {
    return new Forwarder(target);
  }

  public int port() {
    return port;
  }

  /** From now on it leads to its target. */
  public void open() throws IOException {
    server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        daemon(() -> copy(client, upstream));
        daemon(() -> copy(upstream, client));
      } catch (IOException e) {
        // The test is over, or one connection went wrong; its client sees that.
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      // One side is gone; closing both tells the other.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "forwarder");
    thread.setDaemon(true);
    thread.start();
  }
}
