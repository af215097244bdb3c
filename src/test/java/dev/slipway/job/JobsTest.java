package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.Image;
import dev.slipway.image.ImageReference;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {
  private static final String SPEC = "version: 1\nname: demo\nimage: demo/x:1\nr: \"4.2.2\"\n";

  @TempDir Path root;

  private Settings settings;
  private Folders folders;
  private Jobs jobs;

  @BeforeEach
  void open() throws Exception {
    settings = new Settings(root, Map.of());
    folders = Folders.open(settings, true);
    jobs = jobs(settings);
  }

  @AfterEach
  void close() throws IOException {
    folders.close();
  }

  @Test
  void aTakenFileIsGoneFromTheInboxAndItsBytesAreInTheJob() throws Exception {
    Path file = drop("demo.yaml", SPEC);

    JobFolder job = jobs.take(file);

    assertThat(file).doesNotExist();
    assertThat(job.spec()).hasContent(SPEC.strip());
    assertThat(job.id()).matches("demo-\\d{8}-\\d{6}-[0-9a-f]{4}");
    assertThat(jobs.unfinished()).containsExactly(job);
  }

  @Test
  void aFileNamedAsTheJobsOwnSpecFileIsTaken() throws Exception {
    assertThat(jobs.take(drop(JobFolder.SPEC, SPEC)).spec()).hasContent(SPEC.strip());
  }

  @Test
  void aSpecThatCannotBeReadIsTakenUnderItsFilesName() throws Exception {
    assertThat(jobs.take(drop("My Spec!.yaml", "nonsense")).id()).startsWith("my-spec-yaml-");
  }

  @Test
  void aCopiedFileStays() throws Exception {
    Path file = drop("demo.yaml", SPEC);

    jobs.copy(file);

    assertThat(file).exists();
  }

  @Test
  void aLinkIsNotFollowed() throws Exception {
    Path secret = Files.writeString(root.resolve("secret"), SPEC);
    Path link = Files.createSymbolicLink(settings.inbox().resolve("demo.yaml"), secret);

    assertThatThrownBy(() -> jobs.take(link)).isInstanceOf(IOException.class);
    assertThat(jobs.unfinished()).isEmpty();
  }

  @Test
  void aSpecThatWasBeingTakenWhenTheProcessDiedIsTakenAtTheNextStart() throws Exception {
    Path taking =
        Files.createDirectory(settings.work().resolve(".taking-demo-20240613-120000-0000"));
    Files.writeString(taking.resolve(JobFolder.SPEC), SPEC);

    assertThat(jobs.unfinished())
        .extracting(JobFolder::id)
        .containsExactly("demo-20240613-120000-0000");
    assertThat(jobs.open(jobs.unfinished().get(0)).find(Spec.class).orElseThrow().name())
        .isEqualTo("demo");
  }

  @Test
  void aFileThatWasNotYetMovedWhenTheProcessDiedIsStillInTheInbox() throws Exception {
    Path taking =
        Files.createDirectory(settings.work().resolve(".taking-demo-20240613-120000-0000"));
    Files.writeString(taking.resolve(Journal.FILE), "");
    Path file = drop("demo.yaml", SPEC);

    assertThat(jobs.unfinished()).isEmpty();
    assertThat(taking).doesNotExist();
    assertThat(file).exists();
  }

  @Test
  void aJobThatIsOpenedAgainKnowsWhatIsDoneAndWhatItLeft() throws Exception {
    JobFolder folder = jobs.take(drop("demo.yaml", SPEC));
    Image image = new Image(ImageReference.parse("demo/x:1"), "sha256:1", 2);
    Job job = jobs.open(folder);
    job.done(job.begin("render-dockerfile"), image);

    Job again = jobs.open(folder);

    assertThat(again.remaining()).containsExactly("docker-build", "push");
    assertThat(again.find(Image.class)).contains(image);
  }

  @Test
  void anAttemptIsCountedBeforeItsWork() throws Exception {
    JobFolder folder = jobs.take(drop("demo.yaml", SPEC));
    jobs.open(folder).begin("docker-build");

    assertThat(jobs.open(folder).begin("docker-build").number()).isEqualTo(2);
  }

  @Test
  void waitingForTheEngineUsesUpNoAttempt() throws Exception {
    Job job = jobs.open(jobs.take(drop("demo.yaml", SPEC)));
    for (int i = 0; i < 10; i++) {
      assertThat(failNext(job, Kind.ENGINE_DOWN)).isPresent();
    }

    assertThat(failNext(job, Kind.PASSING)).isPresent();
    assertThat(failNext(job, Kind.PASSING)).isEmpty();
  }

  @Test
  void withoutPushTheStepsFromThePushOnAreLeftOut() throws Exception {
    Settings quiet = new Settings(root, Map.of(Key.PUSH, "false"));
    JobFolder folder = jobs.take(drop("demo.yaml", SPEC));

    assertThat(jobs(quiet).open(folder).remaining())
        .containsExactly("render-dockerfile", "docker-build");
  }

  private static Optional<Duration> failNext(Job job, Kind kind) throws IOException {
    Job.Attempt attempt = job.begin("docker-build");
    Failure failure = new Failure(kind, "X", "x", "");
    Optional<Duration> again = job.tryAgainAfter(attempt, failure);
    job.failed(attempt, failure, again);
    return again;
  }

  private Jobs jobs(Settings of) throws Exception {
    Path pipelines = Files.createDirectories(root.resolve("pipelines"));
    Files.writeString(
        pipelines.resolve("standard.yaml"),
        "steps: [render-dockerfile, docker-build, push]\n"
            + "retry: {attempts: 2, delay: 1ms, multiplier: 1, maximum: 1ms}\n");
    Step step = input -> null;
    Map<String, Step> steps = Map.of("render-dockerfile", step, "docker-build", step, "push", step);
    return new Jobs(of, Pipelines.read(pipelines, steps), JobWatcher.NONE, InstantSource.system());
  }

  private Path drop(String name, String text) throws IOException {
    return Files.writeString(settings.inbox().resolve(name), text);
  }
}
