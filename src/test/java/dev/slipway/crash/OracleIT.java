package dev.slipway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.job.Journals;
import dev.slipway.sandbox.Docker;
import dev.slipway.settings.Settings;
import dev.slipway.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle sees what must not be. */
class OracleIT {
  private static final String ID = "a-20261122-182220-90c1";
  private static final String ACCEPTED =
      "{\"event\":\"accepted\",\"at\":\"2026-11-22T18:22:20Z\",\"source\":\"a.yaml\"}\n";

  @TempDir Path folder;

  private Settings settings;
  private Oracle oracle;

  @BeforeEach
  void begin() throws Exception {
    settings = new SettingsReader(folder, Map.of()).read(Optional.empty(), Map.of());
    oracle = new Oracle(settings).dropped("a.yaml", "succeeded");
  }

  @Test
  void aJobThatEndedOnceIsAllRight() throws Exception {
    job(ID, "succeeded", ACCEPTED);

    assertThat(oracle.violations()).isEmpty();
  }

  @Test
  void aLostJobIsSeen() throws Exception {
    assertThat(oracle.violations())
        .containsExactly("a.yaml was dropped 1 time(s) and has 0 result(s): []");
  }

  @Test
  void aJobThatEndedTwiceIsSeen() throws Exception {
    job(ID, "succeeded", ACCEPTED);
    job("a-20261122-182220-90c2", "succeeded", ACCEPTED);

    assertThat(oracle.violations()).singleElement().asString().contains("has 2 result(s)");
  }

  @Test
  void anotherEndIsSeenAndThatItHasNoDeadLetter() throws Exception {
    job(ID, "failed", ACCEPTED);

    assertThat(oracle.violations())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith(ID + " is failed instead of [[succeeded]]"),
            line -> assertThat(line).isEqualTo(ID + " failed and is not among the dead letters"));
  }

  @Test
  void whatIsLeftBehindIsSeen() throws Exception {
    job(ID, "succeeded", ACCEPTED);
    Files.createDirectories(settings.work().resolve(".taking-a"));
    Files.createDirectories(settings.inbox());
    Files.writeString(settings.inbox().resolve("b.yaml"), "b");
    Files.createDirectories(settings.deadLetter());
    Files.writeString(settings.deadLetter().resolve(".x.tmp"), "");
    Path hidden = Files.writeString(settings.outbox().resolve(ID).resolve(".cluster.json"), "");
    // What the user's files are called is his affair.
    Path files = Files.createDirectories(settings.outbox().resolve(ID).resolve("files"));
    Files.writeString(files.resolve(".Rprofile"), "");

    assertThat(oracle.violations())
        .containsExactlyInAnyOrder(
            settings.work().resolve(".taking-a") + " is left",
            settings.inbox().resolve("b.yaml") + " is left",
            settings.deadLetter().resolve(".x.tmp") + " is left",
            ".x.tmp is a dead letter of no job",
            hidden + " is left");
  }

  @Test
  void aStepThatIsDoneAgainIsSeen() throws Exception {
    String started =
        "{\"event\":\"step-started\",\"at\":\"2026-11-22T18:22:20Z\",\"step\":\"push\",\"attempt\":1}\n";
    String done =
        "{\"event\":\"step-done\",\"at\":\"2026-11-22T18:22:20Z\",\"step\":\"push\",\"took\":\"PT1S\","
            + "\"type\":\"X\",\"record\":{}}\n";
    job(ID, "succeeded", ACCEPTED + started + done + started + done);

    assertThat(oracle.violations()).containsExactly(ID + " does push again although it is done");
  }

  @Test
  void aTagThatIsNotWhatTheResultSaysIsSeen() throws Exception {
    String digest = "sha256:" + "0".repeat(64);
    Path result = job(ID, "succeeded", ACCEPTED).resolve("result.json");
    Files.writeString(
        result,
        Files.readString(result)
            .replace(
                "{", "{\"image\":\"127.0.0.1:5000/it/none:1\",\"digest\":\"" + digest + "\","));

    assertThat(oracle.violations())
        .containsExactly(ID + " pushed " + digest + ", but 127.0.0.1:5000/it/none:1 is nothing");
  }

  @Test
  void aContainerThatIsLeftIsSeen() throws Exception {
    job(ID, "succeeded", ACCEPTED);
    String container =
        Docker.run(
            "create", "--label", "dev.slipway.job=" + ID, "127.0.0.1:5000/sandbox/plain:1", "true");

    try {
      assertThat(oracle.violations()).singleElement().asString().endsWith(ID + " is left");
    } finally {
      Docker.run("rm", container.strip());
    }
  }

  private Path job(String id, String status, String journal) throws IOException {
    Path job = Files.createDirectories(settings.outbox().resolve(id));
    Journals.write(job, journal);
    Files.writeString(
        job.resolve("result.json"),
        "{\"job\":\"%s\",\"spec\":\"a.yaml\",\"status\":\"%s\"}".formatted(id, status));
    return job;
  }
}
