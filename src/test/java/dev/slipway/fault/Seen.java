package dev.slipway.fault;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a test observed, for the table of faults. */
final class Seen {
  private final List<String> words = new ArrayList<>();

  /** Notes something that was observed. */
  synchronized void note(String what) {
    words.add(what);
  }

  /** Notes how a job ended: its status, the code of its failure, the last step and its attempts. */
  JsonNode note(JsonNode result) {
    StringBuilder text = new StringBuilder(result.path("status").asText("no status"));
    if (result.has("failure")) {
      text.append(' ').append(result.at("/failure/code").asText());
    }
    JsonNode steps = result.path("steps");
    if (!steps.isEmpty()) {
      JsonNode last = steps.get(steps.size() - 1);
      text.append(" (%s, attempts %s)".formatted(last.get("step").asText(), last.get("attempts")));
    }
    note(text.toString());
    return result;
  }

  @Override
  public synchronized String toString() {
    return String.join("; ", words);
  }
}
