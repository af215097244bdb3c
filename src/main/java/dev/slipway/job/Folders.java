package dev.slipway.job;

import dev.slipway.engine.Worker;
import dev.slipway.settings.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The four folders, made where they are missing, and this process's claim on the work folder. */
public final class Folders implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Folders.class);
  private static final String WORKER = ".worker";
  private static final int ID_BYTES = 8;

  private final FileChannel channel;

  private Folders(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the folders ready; for who is alone, without what an earlier run left half written there.
   *
   * @param alone whether no other process may run jobs there: the service takes up what it finds
   *     unfinished, so nobody else may be at it
   * @throws IOException when they cannot be made, are not on one file system (a job moves from one
   *     to the next by a rename), or another process is there
   */
  public static Folders open(Settings settings, boolean alone) throws IOException {
    List<Path> folders =
        List.of(settings.inbox(), settings.work(), settings.outbox(), settings.deadLetter());
    for (Path folder : folders) {
      Files.createDirectories(folder);
    }
    requireOneFileSystem(settings.work(), folders);
    Folders opened = lock(settings.work(), alone);
    try {
      makeWorker(settings.work().resolve(WORKER));
      if (alone) {
        folders.forEach(Folders::removeLeftovers);
      }
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Whose the containers and images of the jobs in the work folder are: the id that is kept there,
   * or a new one when the folder was never opened.
   *
   * @throws IOException when the file that keeps it cannot be read
   */
  public static Worker worker(Settings settings) throws IOException {
    Path file = settings.work().resolve(WORKER);
    return Files.exists(file)
        ? find(Files.readAllBytes(file)).orElseGet(Worker::create)
        : Worker.create();
  }

  /** The first process that opens the folder says it, also when several do at once. */
  private static void makeWorker(Path file) throws IOException {
    try (FileChannel channel = readWrite(file)) {
      channel.lock();
      ByteBuffer kept = ByteBuffer.allocate(ID_BYTES + 1);
      channel.read(kept, 0);
      if (find(Arrays.copyOf(kept.array(), kept.position())).isEmpty()) {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(Worker.create().id().getBytes(StandardCharsets.UTF_8)), 0);
        channel.force(true);
        DurableFile.flush(file.getParent());
      }
    }
  }

  private static Optional<Worker> find(byte[] kept) {
    try {
      return Optional.of(new Worker(new String(kept, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      // The power went off while it was written; nothing had it then.
      return Optional.empty();
    }
  }

  private static FileChannel readWrite(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** A process that was killed had no time to remove the files that it was writing. */
  private static void removeLeftovers(Path folder) {
    try {
      for (Path path : leftovers(folder)) {
        FileTree.delete(path);
      }
    } catch (IOException e) {
      LOG.warn("what an earlier run left in {} is not removed: {}", folder, e.toString());
    }
  }

  private static List<Path> leftovers(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.filter(DurableFile::isLeftover).toList();
    }
  }

  private static void requireOneFileSystem(Path work, List<Path> folders) throws IOException {
    FileStore store = Files.getFileStore(work);
    for (Path folder : folders) {
      if (!Files.getFileStore(folder).equals(store)) {
        throw new IOException(
            "%s and %s are on different file systems; a job moves by renaming its folder, so put all four"
                    .formatted(work, folder)
                + " folders on one");
      }
    }
  }

  /**
   * As {@link #open} for who has to be alone.
   *
   * @return empty when another process runs jobs there
   */
  public static Optional<Folders> tryAlone(Settings settings) throws IOException {
    try {
      return Optional.of(open(settings, true));
    } catch (WorkInUse e) {
      return Optional.empty();
    }
  }

  /** Whether a service runs there now, which takes up whatever it finds in the work folder. */
  public static boolean isServed(Settings settings) throws IOException {
    try {
      lock(settings.work(), false).close();
      return false;
    } catch (WorkInUse e) {
      return true;
    }
  }

  private static Folders lock(Path work, boolean alone) throws IOException {
    FileChannel channel = readWrite(work.resolve(".lock"));
    if (!(alone ? isLockedSoon(channel) : isLocked(channel, false))) {
      channel.close();
      throw new WorkInUse(work);
    }
    return new Folders(channel);
  }

  /** A command that only looks whether a service runs has the lock for an instant. */
  private static boolean isLockedSoon(FileChannel channel) throws IOException {
    for (int tries = 0; tries < 10; tries++) {
      if (isLocked(channel, true)) {
        return true;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return false;
  }

  private static boolean isLocked(FileChannel channel, boolean alone) throws IOException {
    try {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, !alone);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Java's own word for a lock that this very process holds.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
