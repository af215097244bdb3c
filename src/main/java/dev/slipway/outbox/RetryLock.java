package dev.slipway.outbox;

import dev.slipway.settings.Settings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * That only one at a time sends jobs again; of a process that is killed, the kernel takes it back.
 */
final class RetryLock implements AutoCloseable {
  /** Java refuses a second lock on a file to the same process rather than letting it wait. */
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

  private final FileChannel channel;

  private RetryLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for it. */
  static RetryLock await(Settings settings) throws IOException {
    IN_THIS_PROCESS.lock();
    return locked(settings, true).orElseThrow();
  }

  /** Has it at once or not at all. */
  static Optional<RetryLock> now(Settings settings) throws IOException {
    return IN_THIS_PROCESS.tryLock() ? locked(settings, false) : Optional.empty();
  }

  private static Optional<RetryLock> locked(Settings settings, boolean await) throws IOException {
    FileChannel channel = null;
    boolean locked = false;
    try {
      Files.createDirectories(settings.work());
      channel =
          FileChannel.open(
              settings.work().resolve(".retry.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = await ? channel.lock() : channel.tryLock();
      locked = lock != null;
      return locked ? Optional.of(new RetryLock(channel)) : Optional.empty();
    } finally {
      if (!locked) {
        release(channel);
      }
    }
  }

  private static void release(FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    release(channel);
  }
}
