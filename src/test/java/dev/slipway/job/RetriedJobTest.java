package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.settings.Settings;
import dev.slipway.step.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetriedJobTest {
  private static final Instant NOW = Instant.parse("2024-06-13T12:00:00Z");
  private static final String OLD = "my-demo-20240612-120000-0000";
  private static final JournalEvent.Accepted ACCEPTED =
      new JournalEvent.Accepted(NOW, "demo.yaml", Optional.of(OLD));

  @TempDir Path root;

  private RetriedJob job;

  @BeforeEach
  void begin() throws Exception {
    Settings settings = new Settings(root, Map.of());
    Files.createDirectories(settings.work());
    job = RetriedJob.begin(settings, OLD, NOW);
  }

  @Test
  void itHasTheOldJobsNameAndATimeOfItsOwn() throws Exception {
    assertThat(job.path().getFileName().toString())
        .matches("\\.retrying-my-demo-20240613-120000-[0-9a-f]{4}");
    assertThat(job.accept().path()).isDirectory();
    assertThat(job.path()).doesNotExist();
  }

  @Test
  void ofTheHistoryWhatWasUnpackedAndIsDoneGoesAlong() throws Exception {
    JournalEvent unpacked = new JournalEvent.Unpacked(NOW, "spec.yaml");

    job.begin(
        ACCEPTED,
        List.of(
            new JournalEvent.Accepted(NOW, "demo.yaml", Optional.empty()),
            new JournalEvent.Unpacked(NOW, "other.yaml"),
            unpacked,
            new JournalEvent.StepStarted(NOW, "a", 1),
            done("a"),
            new JournalEvent.StepStarted(NOW, "b", 1)));

    assertThat(Journal.open(job.path()).events()).containsExactly(ACCEPTED, unpacked, done("a"));
  }

  @Test
  void aStepWhoseWorkWasLostIsNotDoneNorAreThoseAfterIt() throws Exception {
    job.begin(
        ACCEPTED,
        List.of(done("a"), done("b"), done("c"), new JournalEvent.StepLost(NOW, "b"), done("b")));

    assertThat(Journal.open(job.path()).events()).containsExactly(ACCEPTED, done("a"), done("b"));
  }

  @Test
  void whatIsExecutableStaysSo() throws Exception {
    Path file = Files.createFile(Files.createDirectory(root.resolve("files")).resolve("configure"));
    Files.setPosixFilePermissions(file, Set.of(PosixFilePermission.values()));

    job.take(file.getParent());

    assertThat(job.path().resolve("files/configure")).isExecutable();
  }

  private static JournalEvent.StepDone done(String step) {
    return new JournalEvent.StepDone(
        NOW, step, Duration.ofSeconds(1), "T", Json.mapper().createObjectNode());
  }
}
