package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.step.Failure;
import dev.slipway.step.Json;
import dev.slipway.step.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Instant NOW = Instant.parse("2024-06-13T12:00:00.123Z");

  @TempDir Path folder;

  @Test
  void whatWasWrittenIsReadBack() throws IOException {
    List<JournalEvent> events =
        List.of(
            new JournalEvent.Accepted(NOW, "demo.yaml", Optional.empty()),
            new JournalEvent.StepStarted(NOW, "push", 1),
            new JournalEvent.AttemptFailed(
                NOW,
                "push",
                1,
                Duration.ofMillis(1500),
                new Failure(Kind.PASSING, "CUT", "cut", "wait", List.of("EOF")),
                Optional.of(Duration.ofSeconds(1))),
            new JournalEvent.StepDone(
                NOW, "push", Duration.ofSeconds(2), "T", Json.mapper().createObjectNode()));
    Journal journal = Journal.open(folder);
    for (JournalEvent event : events) {
      journal.append(event);
    }

    assertThat(Journal.open(folder).events()).isEqualTo(events);
  }

  @Test
  void aTornLastLineIsDroppedAndTheNextLineIsWhole() throws IOException {
    Journal.open(folder).append(new JournalEvent.Accepted(NOW, "demo.yaml", Optional.empty()));
    byte[] torn = "{\"event\":\"step-st\u2018".getBytes(StandardCharsets.UTF_8);
    // Within the quotation mark's three bytes.
    Files.write(file(), Arrays.copyOf(torn, torn.length - 1), StandardOpenOption.APPEND);

    Journal.open(folder).append(new JournalEvent.StepStarted(NOW, "push", 1));

    assertThat(Journal.open(folder).events())
        .containsExactly(
            new JournalEvent.Accepted(NOW, "demo.yaml", Optional.empty()),
            new JournalEvent.StepStarted(NOW, "push", 1));
  }

  @Test
  void aDamagedLineInTheMiddleIsAnError() throws IOException {
    Files.writeString(file(), "garbage\n{}\n");

    assertThatThrownBy(() -> Journal.open(folder)).isInstanceOf(IOException.class);
  }

  private Path file() {
    return folder.resolve(Journal.FILE);
  }
}
