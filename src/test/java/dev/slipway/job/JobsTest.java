package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.Image;
import dev.slipway.image.ImageReference;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {
  private static final String SPEC = "version: 1\nname: demo\nimage: demo/x:1\nr: \"4.2.2\"\n";

  private static final String WITH_PACKAGE = SPEC + "packages: {local: [./mypkg]}\n";

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
  void aSpecThatWasTakenWhenTheProcessDiedIsAJobAtTheNextStart() throws Exception {
    Path taking = taking();
    Files.writeString(taking.resolve(JobFolder.SPEC), SPEC);
    Files.writeString(taking.resolve(DroppedFile.NAME), SPEC);

    JobFolder job = jobs.unfinished().get(0);

    assertThat(job.id()).isEqualTo("demo-20240613-120000-0000");
    assertThat(jobs.open(job).find(Spec.class).orElseThrow().name()).isEqualTo("demo");
    assertThat(names(job.path())).containsExactlyInAnyOrder(JobFolder.SPEC, Journal.FILE);
  }

  @Test
  void whatWasTakenIsCopiedAgainWhenTheCopyIsOfSomethingElse() throws Exception {
    Path taking = taking();
    Files.writeString(taking.resolve(JobFolder.SPEC), "version: 1\n");
    Files.writeString(taking.resolve(DroppedFile.NAME), SPEC);

    assertThat(jobs.unfinished().get(0).spec()).hasContent(SPEC.strip());
  }

  @Test
  void aJobWhoseFileWasNotYetDeletedWhenTheProcessDiedIsOpened() throws Exception {
    JobFolder job = jobs.take(drop("demo.yaml", SPEC));
    Files.writeString(job.path().resolve(DroppedFile.NAME), SPEC);

    jobs.open(job);

    assertThat(names(job.path())).containsExactlyInAnyOrder(JobFolder.SPEC, Journal.FILE);
  }

  @Test
  void aFileThatWasCopiedButNotTakenWhenTheProcessDiedIsStillInTheInbox() throws Exception {
    Path taking = taking();
    Files.writeString(taking.resolve(JobFolder.SPEC), SPEC);
    Path file = drop("demo.yaml", SPEC);

    assertThat(jobs.unfinished()).isEmpty();
    assertThat(taking).doesNotExist();
    assertThat(file).exists();
  }

  @Test
  void aLinkThatGotTheNameOfWhatWasTakenGoesBackAtTheNextStart() throws Exception {
    Path taking = taking();
    Files.createSymbolicLink(taking.resolve(DroppedFile.NAME), root.resolve("secret"));
    drop("demo.yaml", SPEC);

    assertThat(jobs.unfinished()).isEmpty();
    assertThat(names(settings.inbox())).containsExactlyInAnyOrder("demo.yaml", "demo.yaml-1");
    assertThat(taking).doesNotExist();
  }

  @Test
  void aFileThatIsLargerThanASpecIsTakenWithoutACopyAndRejected() throws Exception {
    JobFolder job = jobs.take(drop("demo.yaml", SPEC + " ".repeat(300_000)));

    assertThat(job.spec()).hasSize(SPEC.length() + 300_000L);
    assertThat(names(job.path())).containsExactlyInAnyOrder(JobFolder.SPEC, Journal.FILE);
    assertThatThrownBy(() -> jobs.open(job)).hasMessageContaining("LIMIT demo.yaml");
  }

  @Test
  void eachFileOfAnInboxThatTwoProcessesWatchIsTakenOnce() throws Exception {
    Settings other = new Settings(root, Map.of(Key.WORK, "other-work", Key.OUTBOX, "other-outbox"));
    Set<String> specs = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String spec = SPEC + "env: {N: \"" + i + "\"}\n";
      specs.add(spec);
      drop("spec-" + i + ".yaml", spec);
    }
    List<String> taken = Collections.synchronizedList(new ArrayList<>());
    Folders.open(other, true).close();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> looks = new ArrayList<>();
    for (Jobs process : List.of(jobs, jobs(other), jobs, jobs(other))) {
      looks.add(threads.submit(() -> takeAll(process, taken)));
    }
    for (Future<?> look : looks) {
      look.get();
    }
    threads.shutdown();

    assertThat(taken).hasSize(100).containsExactlyInAnyOrderElementsOf(specs);
    assertThat(names(settings.inbox())).isEmpty();
    assertThat(names(settings.work())).noneMatch(name -> name.startsWith(".taking"));
    assertThat(names(other.work())).noneMatch(name -> name.startsWith(".taking"));
  }

  private Void takeAll(Jobs process, List<String> taken) throws IOException {
    for (int i = 0; i < 100; i++) {
      try {
        JobFolder job = process.take(settings.inbox().resolve("spec-" + i + ".yaml"));
        taken.add(Files.readString(job.spec()));
      } catch (NoSuchFileException e) {
        // Another one was faster.
      }
    }
    return null;
  }

  @Test
  void aJobWithoutAJournalCannotBeOpened() throws Exception {
    JobFolder job = jobs.take(drop("demo.yaml", SPEC));
    for (String journal : List.of("", "garbage", "garbage\n", "\0\0\0")) {
      Files.writeString(job.path().resolve(Journal.FILE), journal);

      assertThatThrownBy(() -> jobs.open(job)).isInstanceOf(JournalDamaged.class);
    }
    Files.delete(job.path().resolve(Journal.FILE));

    assertThatThrownBy(() -> jobs.open(job)).isInstanceOf(JournalDamaged.class);
    assertThat(jobs.unfinished()).containsExactly(job);
  }

  @Test
  void whatIsNoJobInTheWorkFolderIsPassedOver() throws Exception {
    Files.createDirectories(settings.work().resolve("lost+found"));
    Files.createDirectories(settings.work().resolve(".taking-"));
    Files.createDirectories(settings.work().resolve(".taking-x"));
    Files.writeString(settings.work().resolve("notes.txt"), "x");
    Files.writeString(settings.work().resolve(".taking-demo-20240613-120000-0000"), "x");
    Files.writeString(settings.work().resolve("demo-20240613-120000-0001"), "x");
    Files.createSymbolicLink(
        settings.work().resolve("demo-20240613-120000-0002"), settings.inbox());
    JobFolder job = jobs.take(drop("demo.yaml", SPEC));

    assertThat(jobs.unfinished()).containsExactly(job);
    assertThat(settings.work().resolve("lost+found")).exists();
  }

  @Test
  void aFolderThatCannotBecomeAJobDoesNotStopTheOthers() throws Exception {
    JobFolder job = jobs.take(drop("demo.yaml", SPEC));
    Path taking = Files.createDirectory(settings.work().resolve(".taking-" + job.id()));
    Files.writeString(taking.resolve(DroppedFile.NAME), SPEC);

    assertThat(jobs.unfinished()).containsExactly(job);
    assertThat(taking).exists();
  }

  /** What a process that died leaves: the journal has its first line. */
  private Path taking() throws IOException {
    Path taking =
        Files.createDirectory(settings.work().resolve(".taking-demo-20240613-120000-0000"));
    Journal.open(taking)
        .append(new JournalEvent.Accepted(Instant.now(), "demo.yaml", Optional.empty()));
    return taking;
  }

  @Test
  void aFolderIsTakenWholeAndItsJobHasItsSpecAndItsFiles() throws Exception {
    Path demo = folder("demo");

    JobFolder job = jobs.take(demo);
    Spec spec = jobs.open(job).find(Spec.class).orElseThrow();

    assertThat(demo).doesNotExist();
    assertThat(job.id()).startsWith("demo-");
    assertThat(spec.packages().local()).containsExactly("./mypkg");
    assertThat(job.spec()).hasContent(WITH_PACKAGE.strip());
    assertThat(job.path().resolve("files/mypkg/DESCRIPTION")).hasContent("Package: mypkg");
    assertThat(names(job.path())).containsExactlyInAnyOrder("spec.yaml", "files", Journal.FILE);
  }

  @Test
  void anArchiveIsTakenWholeAndItsProblemsNameTheFileInIt() throws Exception {
    Path zip =
        Archives.zip(
            settings.inbox().resolve("demo.zip"), Archives.files("demo/spec.yaml", WITH_PACKAGE));

    JobFolder job = jobs.take(zip);

    assertThat(zip).doesNotExist();
    assertThatThrownBy(() -> jobs.open(job))
        .isInstanceOf(SpecInvalid.class)
        .hasMessageStartingWith(
            "PATH demo.zip/spec.yaml:5:20 packages.local[0]: \"./mypkg\" is not");
  }

  @Test
  void aFileThatNamesOthersIsRefusedWithWhatToDropInstead() throws Exception {
    JobFolder job = jobs.take(drop("demo.yaml", WITH_PACKAGE));

    assertThatThrownBy(() -> jobs.open(job))
        .isInstanceOf(SpecInvalid.class)
        .hasMessageContaining("drop a folder or an archive that holds the spec and ./mypkg");
  }

  @Test
  void aKillInTheMiddleOfUnpackingRepeatsIt() throws Exception {
    JobFolder job = jobs.take(folder("demo"));
    Files.createDirectories(job.path().resolve(".unpacking/mypkg"));
    Files.writeString(job.path().resolve(".unpacking/mypkg/DESCRIPTION"), "Pack");

    assertThat(jobs.unfinished()).containsExactly(job);
    jobs.open(jobs.unfinished().get(0));

    assertThat(job.path().resolve("files/mypkg/DESCRIPTION")).hasContent("Package: mypkg");
    assertThat(job.path().resolve(".unpacking")).doesNotExist();
  }

  @Test
  void aKillBeforeTheSpecIsOnTheDiskRepeatsTheUnpacking() throws Exception {
    JobFolder job = jobs.take(folder("demo"));
    Files.createDirectories(job.path().resolve("files/other"));

    jobs.open(jobs.unfinished().get(0));

    assertThat(names(job.path().resolve("files"))).containsExactlyInAnyOrder("mypkg", "spec.yaml");
  }

  @Test
  void aKillBeforeTheDroppedFolderIsDeletedLeavesNothingOfIt() throws Exception {
    JobFolder job = jobs.take(folder("demo"));
    jobs.open(job);
    Files.createDirectories(job.path().resolve("input/mypkg"));

    assertThat(jobs.open(job).find(Spec.class).orElseThrow().name()).isEqualTo("demo");
    assertThat(job.path().resolve("input")).doesNotExist();
  }

  @Test
  void aDroppedFolderThatCannotBeDeletedDoesNotFailItsJob() throws Exception {
    JobFolder job = jobs.take(folder("demo"));
    jobs.open(job);
    Files.createDirectories(job.path().resolve("input"));
    Files.setPosixFilePermissions(job.path(), PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assertThat(jobs.open(job).find(Spec.class).orElseThrow().name()).isEqualTo("demo");
    } finally {
      Files.setPosixFilePermissions(job.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void aFolderThatWasBeingTakenWhenTheProcessDiedIsTakenAtTheNextStart() throws Exception {
    Path taking = taking();
    Files.move(folder("demo"), taking.resolve("input"));

    JobFolder job = jobs.unfinished().get(0);

    assertThat(jobs.open(job).find(Spec.class)).isPresent();
  }

  @Test
  void aCopyThatWasCutIsNoJob() throws Exception {
    Path taking =
        Files.createDirectory(settings.work().resolve(".taking-demo-20240613-120000-0000"));
    Files.createDirectories(taking.resolve(".copying/mypkg"));
    Files.createDirectories(taking.resolve("files/mypkg"));

    assertThat(jobs.unfinished()).isEmpty();
    assertThat(taking).doesNotExist();
  }

  @Test
  void aCopiedSpecBringsTheFilesThatItNamesAndItsLock() throws Exception {
    Path demo = folder("demo");
    Files.writeString(demo.resolve("spec.lock.json"), "{}");
    Files.writeString(demo.resolve("unnamed"), "x");

    JobFolder job = jobs.copy(demo.resolve("spec.yaml"));
    jobs.open(job);

    assertThat(demo.resolve("mypkg/DESCRIPTION")).exists();
    assertThat(names(job.path().resolve("files"))).containsExactlyInAnyOrder("mypkg", "lock.json");
  }

  @Test
  void aCopiedSpecMayNameAFolderAndAFileInIt() throws Exception {
    Path demo = folder("demo");
    Files.writeString(demo.resolve("DESCRIPTION"), "Package: demo\n");
    for (String paths : List.of("./mypkg, ./mypkg/DESCRIPTION", "., ./mypkg")) {
      Files.writeString(demo.resolve("spec.yaml"), SPEC + "packages: {local: [" + paths + "]}\n");

      JobFolder job = jobs.copy(demo.resolve("spec.yaml"));

      assertThat(jobs.open(job).folder().files().resolve("mypkg/DESCRIPTION")).exists();
    }
  }

  @Test
  void aCopiedFolderStays() throws Exception {
    Path demo = folder("demo");

    Job job = jobs.open(jobs.copy(demo));

    assertThat(demo.resolve("mypkg/DESCRIPTION")).exists();
    assertThat(job.folder().path().resolve("files/mypkg/DESCRIPTION")).exists();
  }

  @Test
  void whatCannotBeUnpackedStaysWholeInTheJob() throws Exception {
    Path demo = folder("demo");
    Files.createSymbolicLink(demo.resolve("link"), root.resolve("secret"));

    JobFolder job = jobs.take(demo);

    assertThatThrownBy(() -> jobs.open(job)).hasMessageContaining("PATH demo:1:1 link: is a link");
    assertThat(names(job.path())).containsExactlyInAnyOrder("input", Journal.FILE);
  }

  @Test
  void aClusterFileWithADockerfileBesideItIsBuiltFromThat() throws Exception {
    Path demo = Files.createDirectory(settings.inbox().resolve("demo"));
    Files.writeString(demo.resolve("Dockerfile"), "FROM x");
    Files.writeString(demo.resolve("cluster.json"), "{\"name\": \"pool\", \"poolSize\": {}}");

    Spec spec = jobs.open(jobs.take(demo)).find(Spec.class).orElseThrow();

    assertThat(spec.dockerfile()).contains("./Dockerfile");
    assertThat(spec.base()).isEmpty();
  }

  @Test
  void aLockByItselfKeepsItsFormatInTheJob() throws Exception {
    String lock = "{\"R\": {\"Version\": \"4.2.2\"}, \"Packages\": {}}" + " ".repeat(300_000);

    JobFolder job = jobs.take(drop("renv.lock", lock));

    assertThat(jobs.open(job).find(Spec.class).orElseThrow().r()).contains("4.2.2");
    assertThat(job.id()).startsWith("renv-");
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

  private Path folder(String name) throws IOException {
    Path folder = Files.createDirectories(settings.inbox().resolve(name));
    Files.createDirectory(folder.resolve("mypkg"));
    Files.writeString(folder.resolve("mypkg/DESCRIPTION"), "Package: mypkg\n");
    Files.writeString(folder.resolve("spec.yaml"), WITH_PACKAGE);
    return folder;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private Path drop(String name, String text) throws IOException {
    return Files.writeString(settings.inbox().resolve(name), text);
  }
}
