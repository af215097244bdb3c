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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
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
  void aJournalThatIsCutAnywhereOpensToTheEventsBeforeTheCut() throws IOException {
    List<JournalEvent> events = write(4);
    byte[] whole = Files.readAllBytes(file());

    for (int length = 0; length <= whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      long lines = Files.readString(file()).chars().filter(c -> c == '\n').count();

      assertThat(Journal.open(folder).events())
          .as("cut after %d bytes", length)
          .isEqualTo(events.subList(0, (int) lines));
    }
  }

  @Test
  void everyByteThatIsChangedBeforeTheLastLineIsNoticed() throws IOException {
    write(3);
    byte[] whole = Files.readAllBytes(file());
    int last = start(whole, 2);

    for (int at = 0; at < last; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) (1 << bit);
        Files.write(file(), changed);

        assertThatThrownBy(() -> Journal.open(folder))
            .as("bit %d of byte %d", bit, at)
            .isInstanceOf(JournalDamaged.class);
      }
    }
  }

  @Test
  void aLastLineThatDoesNotFitItsChecksumIsDroppedAndWrittenOver() throws IOException {
    List<JournalEvent> events = write(3);
    byte[] whole = Files.readAllBytes(file());
    whole[start(whole, 2) + 20] ^= 1;
    Files.write(file(), whole);

    Journal journal = Journal.open(folder);
    assertThat(journal.events()).isEqualTo(events.subList(0, 2));
    journal.append(events.get(2));

    assertThat(Journal.open(folder).events()).isEqualTo(events);
  }

  @Test
  void aDamagedLineIsNamed() throws IOException {
    write(4);
    List<String> lines = new ArrayList<>(Files.readAllLines(file()));
    lines.set(1, lines.get(1).replace("step-1", "step-7"));
    Files.write(file(), lines);

    assertThatThrownBy(() -> Journal.open(folder))
        .isInstanceOfSatisfying(
            JournalDamaged.class, damaged -> assertThat(damaged.line()).isEqualTo(2))
        .hasMessage("line 2 of journal.jsonl does not fit its checksum");
  }

  @Test
  void linesThatWereSwappedOrRemovedAreNoticed() throws IOException {
    write(5);
    List<String> lines = Files.readAllLines(file());
    for (int i = 0; i < 4; i++) {
      List<String> swapped = new ArrayList<>(lines);
      Collections.swap(swapped, i, i + 1);
      assertDamaged(swapped);
    }
    for (int i = 0; i < 3; i++) {
      List<String> without = new ArrayList<>(lines);
      without.remove(i);
      assertDamaged(without);
    }
    List<String> twice = new ArrayList<>(lines);
    twice.add(1, lines.get(1));
    assertDamaged(twice);
  }

  @Test
  void toReadAJournalChangesNothing() throws IOException {
    write(2);
    Files.writeString(file(), "{\"event\":\"st", StandardOpenOption.APPEND);
    byte[] torn = Files.readAllBytes(file());

    Journal.open(folder);

    assertThat(file()).hasBinaryContent(torn);
  }

  @Test
  void whatSomebodyElseWroteIsNotCutOff() throws IOException {
    Journal first = Journal.open(folder);
    Journal second = Journal.open(folder);
    first.append(started(1));

    assertThatThrownBy(() -> second.append(started(2))).hasMessageContaining("somebody else");
    assertThat(Journal.open(folder).events()).containsExactly(started(1));
  }

  @Test
  void aWriteThatFailsLeavesNothingInTheWayOfTheNext() throws IOException {
    Journal journal = Journal.open(folder.resolve("missing"));
    assertThatThrownBy(() -> journal.append(started(1))).isInstanceOf(IOException.class);
    Files.createDirectory(folder.resolve("missing"));

    journal.append(started(1));
    journal.append(started(2));

    assertThat(Journal.open(folder.resolve("missing")).events())
        .containsExactly(started(1), started(2));
  }

  @Test
  void aThreadThatIsInterruptedStillWrites() throws IOException {
    Journal journal = Journal.open(folder);
    Thread.currentThread().interrupt();

    journal.append(started(1));
    DurableFile.write(folder.resolve("a"), new byte[] {1});

    assertThat(Thread.interrupted()).isTrue();
    assertThat(Journal.open(folder).events()).containsExactly(started(1));
    assertThat(folder.resolve("a")).hasSize(1);
  }

  @Test
  void aDamagedJournalIsReadNoFurtherThanItIsSoundAndKeptUnderAnotherName() throws IOException {
    List<JournalEvent> events = write(4);
    byte[] whole = Files.readAllBytes(file());
    whole[start(whole, 2) + 20] ^= 1;
    Files.write(file(), whole);

    assertThat(Journal.readable(folder)).isEqualTo(events.subList(0, 2));
    Journal.quarantine(folder);
    assertThat(file()).doesNotExist();
    assertThat(folder.resolve("journal.jsonl.damaged")).hasBinaryContent(whole);
    assertThat(Journal.readable(folder)).isEqualTo(events.subList(0, 2));
  }

  @Test
  void aSoundJournalIsNotPutAside() throws IOException {
    write(2);

    Journal.quarantine(folder);

    assertThat(file()).exists();
  }

  /** What it looks like is part of the format. */
  @Test
  void theChecksumIsTheLinesLastField() throws IOException {
    write(1);
    String line = Files.readString(file());
    String body = line.substring(0, line.indexOf(",\"crc\""));
    CRC32C crc = new CRC32C();
    crc.update(new byte[4]);
    crc.update(body.getBytes(StandardCharsets.UTF_8));

    assertThat(line).isEqualTo(body + ",\"crc\":\"%08x\"}\n".formatted(crc.getValue()));
  }

  @Test
  void aLineOfAnotherVersionIsNoDamage() throws IOException {
    String body = "{\"event\":\"unheard-of\"";
    CRC32C crc = new CRC32C();
    crc.update(new byte[4]);
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    Files.writeString(file(), body + ",\"crc\":\"%08x\"}\n".formatted(crc.getValue()));

    assertThatThrownBy(() -> Journal.open(folder))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(JournalDamaged.class);
  }

  private void assertDamaged(List<String> lines) throws IOException {
    Files.write(file(), lines);
    assertThatThrownBy(() -> Journal.open(folder)).isInstanceOf(JournalDamaged.class);
  }

  private List<JournalEvent> write(int count) throws IOException {
    Journal journal = Journal.open(folder);
    for (int i = 0; i < count; i++) {
      journal.append(started(i));
    }
    return journal.events();
  }

  private static JournalEvent started(int number) {
    return new JournalEvent.StepStarted(NOW, "step-" + number, 1 + number);
  }

  private static int start(byte[] bytes, int line) {
    int at = 0;
    for (int i = 0; i < line; at++) {
      if (bytes[at] == '\n') {
        i++;
      }
    }
    return at;
  }

  private Path file() {
    return folder.resolve(Journal.FILE);
  }
}
