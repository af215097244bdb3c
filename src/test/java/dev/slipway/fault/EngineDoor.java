package dev.slipway.fault;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A socket that leads to the sandbox's engine, until it is shut: to its client, the engine died.
 */
final class EngineDoor implements AutoCloseable {
  private static final Path ENGINE = Path.of("/var/run/docker.sock");

  private final Path path;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();
  private ServerSocketChannel server;

  /**
   * @param path of the socket; an address of this kind has at most 107 bytes
   */
  EngineDoor(Path path) throws IOException {
    this.path = path;
    open();
  }

  Path path() {
    return path;
  }

  /** From now on it leads to the engine. */
  void open() throws IOException {
    ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    opened.bind(UnixDomainSocketAddress.of(path));
    server = opened;
    threads.execute(() -> accept(opened));
  }

  /** Breaks every connection off and takes no more. */
  void shut() throws IOException {
    server.close();
    Files.deleteIfExists(path);
    for (SocketChannel connection : connections) {
      connection.close();
    }
    connections.clear();
  }

  @Override
  public void close() throws IOException {
    shut();
    threads.shutdownNow();
  }

  private void accept(ServerSocketChannel opened) {
    while (opened.isOpen()) {
      try {
        SocketChannel client = opened.accept();
        SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(ENGINE));
        connections.add(client);
        connections.add(engine);
        threads.execute(() -> copy(client, engine));
        threads.execute(() -> copy(engine, client));
      } catch (IOException e) {
        // It is shut, or one connection went wrong; its client sees that.
      }
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One side is gone; the other is told.
      end(from);
      end(to);
    }
  }

  private static void end(SocketChannel connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // Gone already.
    }
  }
}
