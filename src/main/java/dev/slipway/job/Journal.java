package dev.slipway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.slipway.step.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The history of one job: {@code journal.jsonl}, append-only, flushed to the disk line by line. */
final class Journal {
  static final String FILE = "journal.jsonl";

  private final Path folder;
  private final List<JournalEvent> events;

  private Journal(Path folder, List<JournalEvent> events) {
    this.folder = folder;
    this.events = events;
  }

  /**
   * Reads a job's journal; one that does not exist yet is empty. A last line without its line end
   * was being written when the process died and is dropped.
   *
   * @throws IOException when it cannot be read, or a line before the last is damaged
   */
  static Journal open(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    List<JournalEvent> events = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : wholeLines(file).lines().toList()) {
        events.add(event(line));
      }
    }
    return new Journal(folder, events);
  }

  private static JournalEvent event(String line) throws IOException {
    JournalEvent event = Json.mapper().readValue(line, JournalEvent.class);
    if (event == null) {
      throw new IOException("a line of " + FILE + " is no event");
    }
    return event;
  }

  /** Writes one event; when this returns, it is on the disk. */
  synchronized void append(JournalEvent event) throws IOException {
    DurableFile.append(folder.resolve(FILE), line(event));
    events.add(event);
  }

  synchronized List<JournalEvent> events() {
    return List.copyOf(events);
  }

  /** Cut in bytes: a line may be torn within a character. */
  private static String wholeLines(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    byte[] whole = Arrays.copyOf(bytes, end);
    if (end < bytes.length) {
      DurableFile.write(file, whole);
    }
    return new String(whole, StandardCharsets.UTF_8);
  }

  private static byte[] line(JournalEvent event) throws JsonProcessingException {
    return (Json.mapper().writeValueAsString(event) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
