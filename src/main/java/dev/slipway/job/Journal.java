package dev.slipway.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of one job: {@code journal.jsonl}, append-only, flushed to the disk line by line,
 * with a checksum in each line. To read it changes nothing.
 */
final class Journal {
  static final String FILE = "journal.jsonl";

  /** What a damaged one is kept as; nothing reads it as a journal. */
  private static final String DAMAGED = FILE + ".damaged";

  /** The file may have any size: an append failed, and what it left could not be cut off. */
  private static final long UNKNOWN = -1;

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final Path file;
  private final List<JournalEvent> events = new ArrayList<>();
  private int crc = JournalLine.START;
  private long end;
  private long size;
  private Optional<IOException> problem = Optional.empty();

  private Journal(Path file) {
    this.file = file;
  }

  /**
   * Reads a job's journal; one that does not exist yet is empty. A last line that has no line end,
   * or does not fit its checksum, was being written when the process died: it does not count, and
   * the next line takes its place.
   *
   * @throws JournalDamaged when a line before the last is not as it was written, or is gone
   * @throws IOException when it cannot be read, or was written by another version
   */
  static Journal open(Path folder) throws IOException {
    Journal journal = new Journal(folder.resolve(FILE));
    journal.read();
    if (journal.problem.isPresent()) {
      throw journal.problem.get();
    }
    return journal;
  }

  /** The history as far as it can be read, for a job that ends because it cannot be opened. */
  static List<JournalEvent> readable(Path folder) {
    return soundPart(folder).events();
  }

  /** Writes the history, as far as it can be read, into another folder. */
  static void copy(Path folder, Path to) throws IOException {
    Journal sound = soundPart(folder);
    if (sound.events.isEmpty()) {
      open(to).append(new JournalEvent.Accepted(Instant.now(), JobFolder.SPEC, Optional.empty()));
    } else {
      byte[] bytes = Files.readAllBytes(sound.file);
      DurableFile.write(to.resolve(FILE), Arrays.copyOf(bytes, Math.toIntExact(sound.end)));
    }
  }

  private static Journal soundPart(Path folder) {
    Path file = folder.resolve(FILE);
    Journal journal = new Journal(isThere(file) ? file : folder.resolve(DAMAGED));
    try {
      journal.read();
    } catch (IOException e) {
      LOG.warn("{} cannot be read: {}", file, e.toString());
    }
    return journal;
  }

  /** Puts a journal that is damaged, or has no whole line, aside. */
  static void quarantine(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (isThere(file) && isDamaged(folder)) {
      DurableFile.move(file, folder.resolve(DAMAGED));
    }
  }

  /** Writes one event; when this returns, it is on the disk. */
  synchronized void append(JournalEvent event) throws IOException {
    byte[] line = JournalLine.write(event, crc);
    requireUntouched();
    size = UNKNOWN;
    DurableFile.append(file, end, line);
    crc = new JournalLine(line, 0, line.length - 1).crc();
    end += line.length;
    size = end;
    events.add(event);
  }

  synchronized List<JournalEvent> events() {
    return List.copyOf(events);
  }

  private void read() throws IOException {
    byte[] bytes = isThere(file) ? Files.readAllBytes(file) : new byte[0];
    size = bytes.length;
    try {
      take(bytes);
    } catch (IOException e) {
      problem = Optional.of(e);
    }
  }

  private void take(byte[] bytes) throws IOException {
    while (end < bytes.length) {
      int to = lineEnd(bytes, (int) end);
      JournalLine line = new JournalLine(bytes, (int) end, to);
      if (to == bytes.length || !line.fits(crc)) {
        boolean isLast = to >= bytes.length - 1;
        if (!isLast || line.startsWithWhole(crc)) {
          throw new JournalDamaged(events.size() + 1, "does not fit its checksum");
        }
        return;
      }
      events.add(line.event());
      crc = line.crc();
      end = to + 1L;
    }
  }

  private static int lineEnd(byte[] bytes, int from) {
    int to = from;
    while (to < bytes.length && bytes[to] != '\n') {
      to++;
    }
    return to;
  }

  /** Two that write one journal would each cut off what the other wrote. */
  private void requireUntouched() throws IOException {
    if (size != UNKNOWN && size != (isThere(file) ? Files.size(file) : 0)) {
      throw new IOException(file + " was written to by somebody else");
    }
  }

  private static boolean isDamaged(Path folder) {
    try {
      return open(folder).events().isEmpty();
    } catch (IOException e) {
      // Damaged, or written by another version: of neither can anybody say what is done.
      return true;
    }
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }
}
