package dev.slipway.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port that leads to the engine's socket, and whose connections can all be cut at once. */
final class EngineForwarder implements AutoCloseable {
  private static final UnixDomainSocketAddress ENGINE =
      UnixDomainSocketAddress.of(Path.of("/var/run/docker.sock"));

  private final ServerSocketChannel server;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean refuses;

  EngineForwarder() throws IOException {
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    daemon(this::accept);
  }

  /** As {@code slipway.docker.host} wants it. */
  String host() throws IOException {
    return "tcp://127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  /** Cuts every connection. */
  void cut() {
    open.forEach(EngineForwarder::close);
  }

  /** From now on every connection is closed as soon as it is made, or none is. */
  void refuse(boolean whether) {
    refuses = whether;
    if (whether) {
      cut();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        if (refuses) {
          client.close();
        } else {
          connect(client, SocketChannel.open(ENGINE));
        }
      } catch (IOException e) {
        // The test is over, or one connection went wrong; its client sees that.
      }
    }
  }

  private void connect(SocketChannel client, SocketChannel engine) {
    open.add(client);
    open.add(engine);
    daemon(
        () -> {
          copy(client, engine);
          // An engine that is told that no more comes still answers.
          shutdown(engine);
        });
    daemon(
        () -> {
          copy(engine, client);
          close(client);
          close(engine);
          open.remove(client);
          open.remove(engine);
        });
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try {
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
    } catch (IOException e) {
      // One side is gone; what follows tells the other.
    }
  }

  private static void shutdown(SocketChannel channel) {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no more use to anybody.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "engine-forwarder");
    thread.setDaemon(true);
    thread.start();
  }
}
