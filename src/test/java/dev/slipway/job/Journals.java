package dev.slipway.job;

import dev.slipway.step.Json;
import java.io.IOException;
import java.nio.file.Path;

/** Writes journals as the jobs of a test are to have them. */
public final class Journals {
  private Journals() {}

  /** Writes a journal with those events, one JSON object a line without its checksum. */
  public static void write(Path folder, String events) throws IOException {
    Journal journal = Journal.open(folder);
    for (String event : events.lines().toList()) {
      journal.append(Json.mapper().readValue(event, JournalEvent.class));
    }
  }
}
