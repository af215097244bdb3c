package dev.slipway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.job.Ending;
import dev.slipway.job.Folders;
import dev.slipway.job.Job;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JobWatcher;
import dev.slipway.job.Jobs;
import dev.slipway.job.Pipelines;
import dev.slipway.job.UnreadableJob;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.step.Failure;
import dev.slipway.step.Json;
import dev.slipway.step.Kind;
import dev.slipway.step.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  private static final String SPEC = "version: 1\nname: demo\nimage: demo/x:1\nr: \"4.2.2\"\n";
  private static final Failure FAILURE = new Failure(Kind.LASTING, "NO", "never", "");

  @TempDir Path root;

  private final List<Ending.Status> endings = new ArrayList<>();
  private Settings settings;
  private Folders folders;
  private Jobs jobs;
  private Outbox outbox;

  /** What a step leaves. */
  public record Left(String text) {}

  @BeforeEach
  void open() throws Exception {
    settings = new Settings(root, Map.of());
    folders = Folders.open(settings, true);
    Path pipelines = Files.createDirectories(root.resolve("pipelines"));
    Files.writeString(pipelines.resolve("standard.yaml"), "steps: [build, push]\n");
    Step step = input -> null;
    jobs =
        new Jobs(
            settings,
            Pipelines.read(pipelines, Map.of("build", step, "push", step)),
            JobWatcher.NONE,
            InstantSource.system());
    JobWatcher watcher =
        new JobWatcher() {
          @Override
          public void ended(JobFolder ended, Ending ending) {
            endings.add(ending.status());
          }
        };
    outbox = new Outbox(settings, watcher, InstantSource.system());
  }

  @AfterEach
  void close() throws IOException {
    folders.close();
  }

  @Test
  void whatWasOnlyOnItsWayIsNotInTheOutbox() throws Exception {
    Job job = jobs.open(take(SPEC));
    Path folder = job.folder().path();
    for (String name : List.of(".slipway-1-result.json.tmp", ".cluster.json", ".dropped")) {
      Files.writeString(folder.resolve(name), "x");
    }
    Files.createFile(folder.resolve(".cancel"));
    Files.createDirectories(folder.resolve(".unpacking/a"));
    Files.createDirectories(folder.resolve("context"));
    Files.writeString(folder.resolve("context/.dockerignore"), "x");

    outbox.succeed(job);

    assertThat(names(ended(job.folder())))
        .containsExactly("context", "journal.jsonl", "result.json", "spec.yaml");
    assertThat(ended(job.folder()).resolve("context/.dockerignore")).exists();
    assertThat(names(settings.deadLetter())).isEmpty();
  }

  @Test
  void theFirstResultOfAJobStays() throws Exception {
    Job job = jobs.open(take(SPEC));
    outbox.succeed(job);
    Files.createDirectories(job.folder().path());
    Files.writeString(job.folder().spec(), SPEC);

    outbox.fail(job, FAILURE);
    outbox.abandon(job.folder(), FAILURE);

    assertThat(result(job.folder()).get("status").asText()).isEqualTo("succeeded");
    assertThat(names(settings.work())).containsExactly(".worker");
    assertThat(names(settings.deadLetter())).isEmpty();
    assertThat(endings).containsExactly(Ending.Status.SUCCEEDED);
  }

  @Test
  void aCrashBetweenTheDeadLetterAndTheEndChangesNothing() throws Exception {
    JobFolder folder = take(SPEC);
    Files.writeString(folder.path().resolve(Outbox.RESULT), "{}");
    Files.writeString(settings.deadLetter().resolve(folder.id() + ".yaml"), SPEC);
    Files.writeString(settings.deadLetter().resolve(folder.id() + ".reason.json"), "{}");

    outbox.fail(jobs.open(folder), FAILURE);

    assertThat(result(folder).at("/failure/code").asText()).isEqualTo("NO");
    assertThat(names(settings.deadLetter()))
        .containsExactly(folder.id() + ".reason.json", folder.id() + ".yaml");
    assertThat(reason(folder)).isEqualTo("NO");
  }

  @Test
  void aJobThatSucceedsAfterACrashInItsFailureIsNoDeadLetter() throws Exception {
    JobFolder folder = take(SPEC);
    Files.writeString(settings.deadLetter().resolve(folder.id() + ".yaml"), SPEC);
    Files.writeString(settings.deadLetter().resolve(folder.id() + ".reason.json"), "{}");
    Files.createDirectories(settings.deadLetter().resolve(folder.id()).resolve("files"));

    outbox.succeed(jobs.open(folder));

    assertThat(names(settings.deadLetter())).isEmpty();
  }

  @Test
  void aCancelledJobKeepsWhatItsStepsDidAndIsNoDeadLetter() throws Exception {
    Job job = jobs.open(take(SPEC));
    job.done(job.begin("build"), new Left("x"));
    job.begin("push");

    outbox.cancel(job);

    JsonNode result = result(job.folder());
    assertThat(result.get("status").asText()).isEqualTo("cancelled");
    assertThat(result.has("failure")).isFalse();
    assertThat(result.at("/steps/0/status").asText()).isEqualTo("done");
    assertThat(result.at("/steps/1/status").asText()).isEqualTo("stopped");
    assertThat(names(settings.deadLetter())).isEmpty();
    assertThat(endings).containsExactly(Ending.Status.CANCELLED);
  }

  @Test
  void aJobThatCannotBeOpenedCanBeCancelled() throws Exception {
    JobFolder folder = take("nonsense");

    outbox.cancel(folder);

    assertThat(result(folder).get("status").asText()).isEqualTo("cancelled");
    assertThat(names(settings.deadLetter())).isEmpty();
  }

  @Test
  void aJobWithADamagedJournalFailsAndItsJournalIsPutAside() throws Exception {
    JobFolder folder = take(SPEC);
    Job job = jobs.open(folder);
    job.begin("build");
    job.begin("build");
    Path journal = folder.path().resolve("journal.jsonl");
    String damaged = Files.readString(journal).replaceFirst("\"build\"", "\"bulid\"");
    Files.writeString(journal, damaged);

    abandon(folder);

    JsonNode result = result(folder);
    assertThat(result.at("/failure/code").asText()).isEqualTo("JOURNAL_DAMAGED");
    assertThat(result.at("/failure/message").asText()).contains("line 2 of journal.jsonl");
    assertThat(result.get("spec").asText()).isEqualTo("demo.yaml");
    assertThat(names(ended(folder)))
        .containsExactly("journal.jsonl.damaged", "result.json", "spec.yaml");
    assertThat(ended(folder).resolve("journal.jsonl.damaged")).hasContent(damaged.strip());
    assertThat(settings.deadLetter().resolve(folder.id() + ".yaml")).hasContent(SPEC.strip());
  }

  @Test
  void aJobWhoseSpecOrJournalOrFolderVanishedEndsToo() throws Exception {
    JobFolder specless = take(SPEC);
    Files.delete(specless.spec());
    JobFolder journalless = take(SPEC);
    Files.delete(journalless.path().resolve("journal.jsonl"));
    JobFolder gone = new JobFolder(journalless.id() + "0", settings.work().resolve("gone"));

    abandon(specless);
    abandon(journalless);
    abandon(gone);

    assertThat(result(specless).at("/failure/code").asText()).isEqualTo("JOB_UNREADABLE");
    assertThat(result(specless).at("/failure/message").asText()).contains("spec.yaml is gone");
    assertThat(result(journalless).at("/failure/code").asText()).isEqualTo("JOURNAL_DAMAGED");
    assertThat(settings.deadLetter().resolve(journalless.id() + ".yaml")).exists();
    assertThat(result(gone).at("/failure/code").asText()).isEqualTo("JOURNAL_DAMAGED");
    assertThat(names(settings.work())).containsExactly(".worker");
  }

  @Test
  void aDeadLetterWithFilesIsGoodWhateverBecameOfItsJournal() throws Exception {
    for (String journal : List.of("garbage\ngarbage\n", "")) {
      Path demo = Files.createDirectories(settings.inbox().resolve("demo/mypkg"));
      Files.writeString(demo.resolve("DESCRIPTION"), "Package: mypkg\n");
      String spec = SPEC + "packages: {local: [./mypkg]}\n";
      Files.writeString(demo.resolveSibling("spec.yaml"), spec);
      JobFolder folder = jobs.take(demo.getParent());
      jobs.open(folder);
      Files.writeString(folder.path().resolve("journal.jsonl"), journal);

      abandon(folder);

      Path letter = settings.deadLetter().resolve(folder.id());
      Path again = Files.move(letter, settings.inbox().resolve(folder.id()));
      Job job = jobs.open(jobs.take(again));
      assertThat(job.find(Spec.class).orElseThrow().packages().local()).containsExactly("./mypkg");
      assertThat(job.folder().files().resolve("mypkg/DESCRIPTION")).exists();
    }
  }

  @Test
  void aFileLargerThanAnySpecIsInTheOutboxAlone() throws Exception {
    JobFolder folder = take(SPEC + " ".repeat(5_000_000));

    outbox.fail(jobs.open(take(SPEC)), FAILURE);
    outbox.abandon(folder, FAILURE);

    assertThat(ended(folder).resolve("spec.yaml")).exists();
    assertThat(settings.deadLetter().resolve(folder.id() + ".yaml")).doesNotExist();
    assertThat(settings.deadLetter().resolve(folder.id() + ".reason.json")).exists();
  }

  private void abandon(JobFolder folder) throws IOException {
    IOException cause = catchThrowableOfType(IOException.class, () -> jobs.open(folder));
    outbox.abandon(folder, UnreadableJob.failure(cause));
  }

  private JobFolder take(String spec) throws IOException {
    return jobs.take(Files.writeString(settings.inbox().resolve("demo.yaml"), spec));
  }

  private Path ended(JobFolder folder) {
    return settings.outbox().resolve(folder.id());
  }

  private JsonNode result(JobFolder folder) throws IOException {
    return Json.mapper().readTree(ended(folder).resolve(Outbox.RESULT).toFile());
  }

  private String reason(JobFolder folder) throws IOException {
    Path file = settings.deadLetter().resolve(folder.id() + ".reason.json");
    return Json.mapper().readTree(file.toFile()).get("code").asText();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(".lock"))
          .sorted()
          .toList();
    }
  }
}
