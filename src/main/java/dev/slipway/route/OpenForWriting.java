package dev.slipway.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What in a folder a process of this machine has open for writing, from {@code /proc/<process>/fd}
 * and {@code fdinfo} (proc(5)). Processes that we may not look at, and systems without {@code
 * /proc}, have nothing open as far as this knows.
 */
final class OpenForWriting {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final Pattern FLAGS = Pattern.compile("(?m)^flags:\\s*([0-7]+)$");

  /** The bits of {@code O_WRONLY} and {@code O_RDWR}. */
  private static final long WRITING = 0b11;

  /** One look at all processes serves all that is found in one look at the folder. */
  private static final long FRESH_NANOS = Duration.ofMillis(250).toNanos();

  private final Path folder;
  private Set<Path> names = Set.of();
  private Optional<Long> looked = Optional.empty();

  OpenForWriting(Path folder) {
    this.folder = folder;
  }

  /** Whether a file of the folder, or a file in a folder of it, is open for writing. */
  synchronized boolean has(Path path) {
    long now = System.nanoTime();
    if (looked.isEmpty() || now - looked.get() > FRESH_NANOS) {
      names = in(folder);
      looked = Optional.of(now);
    }
    return names.contains(path.getFileName());
  }

  /** The names of those files, and of the folders that they are in. */
  static Set<Path> in(Path folder) {
    Set<Path> names = new HashSet<>();
    try {
      Path real = folder.toRealPath();
      for (Path process : numbered(PROCESSES)) {
        addNames(process, real, names);
      }
    } catch (IOException e) {
      // Without the folder there is nothing in it.
    }
    return names;
  }

  private static void addNames(Path process, Path folder, Set<Path> names) {
    for (Path descriptor : numbered(process.resolve("fd"))) {
      try {
        Path file = Files.readSymbolicLink(descriptor);
        if (file.startsWith(folder) && !file.equals(folder) && isWritten(process, descriptor)) {
          names.add(folder.relativize(file).getName(0));
        }
      } catch (IOException | InvalidPathException e) {
        // Closed since, or no name of a file.
      }
    }
  }

  private static boolean isWritten(Path process, Path descriptor) throws IOException {
    Path info = process.resolve("fdinfo").resolve(descriptor.getFileName());
    Matcher flags = FLAGS.matcher(Files.readString(info));
    return flags.find() && (Long.parseLong(flags.group(1), 8) & WRITING) != 0;
  }

  /** Empty when the process has ended, is not ours to look at, or there is no such folder. */
  private static Iterable<Path> numbered(Path folder) {
    String[] all = folder.toFile().list((parent, name) -> NUMBER.matcher(name).matches());
    return all == null ? Set.of() : Arrays.stream(all).map(folder::resolve).toList();
  }
}
