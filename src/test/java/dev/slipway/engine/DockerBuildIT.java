package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.dockerjava.api.model.AuthConfig;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.sandbox.Docker;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.settings.SettingsInvalid;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DockerBuildIT {
  @RegisterExtension final RealEngine real = new RealEngine();

  @TempDir Path folder;

  @Test
  void buildGivesTheImageThatTheEngineShowsUnderTheWholeName() throws Exception {
    real.forgotten("127.0.0.1:5000/engine-it/built:" + TestInput.JOB);

    Image image = build("FROM " + RealEngine.BASE + "\nRUN echo hello > /hello\n");

    assertThat(image.reference()).hasToString("127.0.0.1:5000/engine-it/built:" + TestInput.JOB);
    assertThat(real.operations().image(image.reference().toString()))
        .hasValueSatisfying(found -> assertThat(found.getId()).isEqualTo(image.id()));
    assertThat(image.size()).isPositive();
  }

  @Test
  void everyLineGoesToTheLogAndToTheWatcher() throws Exception {
    real.forgotten("127.0.0.1:5000/engine-it/built:" + TestInput.JOB);
    TestInput input = input("RUN echo first; echo $((6 * 7)) answers: " + System.nanoTime());

    step().run(input);

    assertThat(Files.readAllLines(folder.resolve("build.log")))
        .isEqualTo(input.said())
        .anyMatch(line -> line.matches("#\\d+ first"))
        .anyMatch(line -> line.matches("#\\d+ 42 answers: \\d+"))
        .anyMatch(line -> line.matches("#\\d+ \\[2/2] RUN .*"));
  }

  @Test
  void linesComeWhileTheBuildRuns() throws Exception {
    real.forgotten("127.0.0.1:5000/engine-it/built:" + TestInput.JOB);
    TestInput input = input("RUN echo early " + System.nanoTime() + "; sleep 4");
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread building = inBackground(input, thrown);

    Instant end = Instant.now().plusSeconds(60);
    while (input.said().stream().noneMatch(line -> line.matches("#\\d+ early \\d+"))
        && Instant.now().isBefore(end)) {
      Thread.sleep(50);
    }

    assertThat(building.isAlive()).isTrue();
    building.join();
    assertThat(thrown.get()).isNull();
  }

  @Test
  void imageIsHeldForTheJobWhoeverTakesItsNameOver() throws Exception {
    String name = real.forgotten("127.0.0.1:5000/engine-it/built:" + TestInput.JOB);

    Image image = step().run(input("RUN echo " + System.nanoTime()));
    Docker.run("tag", RealEngine.BASE, name);

    assertThat(step().isThere(image)).isTrue();
    assertThat(real.operations().image(hold()).orElseThrow().getId()).isEqualTo(image.id());
  }

  @Test
  void imageThatIsRemovedIsNotThere() throws Exception {
    String name = "127.0.0.1:5000/engine-it/built:" + TestInput.JOB;

    Image image = step().run(input("RUN echo " + System.nanoTime()));
    Docker.run("rmi", name, hold());

    assertThat(step().isThere(image)).isFalse();
  }

  @Test
  void baseWithATriggerIsRefused() throws Exception {
    String base = real.forgotten("127.0.0.1:5000/engine-it/onbuild:" + System.nanoTime());
    String container = Docker.run("create", RealEngine.BASE, "true").strip();
    Docker.run("commit", "--change", "ONBUILD RUN make", container, base);
    Docker.run("rm", container);

    Failure failure = failure(from(base));

    assertThat(failure.code()).isEqualTo("BASE_ONBUILD");
    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.message()).contains(base, "RUN make");
  }

  @Test
  void failingInstructionIsNamedWithItsExitCodeAndItsLines() {
    Failure failure = failure("RUN echo before; echo 'Error in library(x) : no' >&2; exit 3");

    assertThat(failure.code()).isEqualTo("BUILD_FAILED");
    assertThat(failure.kind()).isEqualTo(Kind.UNCLASSIFIED);
    assertThat(failure.message())
        .startsWith("RUN echo before; echo")
        .endsWith("failed with exit code 3");
    assertThat(failure.lines()).contains("before", "Error in library(x) : no");
  }

  @Test
  void wordsThatClaimSuccessDoNotMakeAnImage() {
    Failure failure = failure("RUN echo 'Successfully built numpy'; exit 1");

    assertThat(failure.message()).endsWith("exit code 1");
    assertThat(real.operations().image("127.0.0.1:5000/engine-it/built:" + TestInput.JOB))
        .isEmpty();
  }

  @Test
  void wordsThatClaimSuccessAreNotTakenForTheImage() throws Exception {
    real.forgotten("127.0.0.1:5000/engine-it/built:" + TestInput.JOB);

    Image image = build("FROM " + RealEngine.BASE + "\nRUN echo 'Successfully built numpy'\n");

    assertThat(image.id()).matches("sha256:[0-9a-f]{64}");
  }

  @Test
  void ourInstallScriptsWordDecides() {
    Failure failure =
        failure("RUN echo 'slipway: PACKAGE_MISSING httr: not in the repository' >&2; exit 1");

    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.code()).isEqualTo("PACKAGE_MISSING");
    assertThat(failure.message()).isEqualTo("httr: not in the repository");
  }

  @Test
  void dockerfileThatCannotBeParsedIsLasting() {
    Failure failure = failure("RUNN true");

    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.code()).isEqualTo("DOCKERFILE_INVALID");
  }

  @Test
  void contextFilesReachTheImage() throws Exception {
    real.forgotten("127.0.0.1:5000/engine-it/built:" + TestInput.JOB);
    TestInput input =
        input("COPY " + "n".repeat(120) + " /file\nRUN test \"$(wc -c < /file)\" = 300000");
    Files.writeString(folder.resolve("context").resolve("n".repeat(120)), "x".repeat(300_000));

    assertThat(step().run(input).id()).startsWith("sha256:");
  }

  @Test
  void baseThatTheEngineLacksIsPulled() throws Exception {
    real.forgotten("127.0.0.1:5000/engine-it/built:" + TestInput.JOB);
    String base = real.forgotten(onlyInTheRegistry());
    TestInput input = from(base);

    step().run(input);

    assertThat(input.said()).contains("pulling base image " + base);
  }

  @Test
  void baseThatIsPinnedIsPulledByItsDigestAndNotTwice() throws Exception {
    real.forgotten("127.0.0.1:5000/engine-it/built:" + TestInput.JOB);
    ImageReference tag = ImageReference.parse(onlyInTheRegistry());
    Digest digest =
        new RegistryClient(new DockerCredentials(), real.calls()).digestOf(tag).orElseThrow();
    real.forgotten(tag.toString());
    real.forgotten(tag.repository() + "@" + digest);
    String pinned = tag.withDigest(digest).toString();
    TestInput first = from(pinned);
    TestInput second = from(pinned);

    step().run(first);
    step().run(second);

    assertThat(first.said()).contains("pulling base image " + pinned);
    assertThat(second.said()).contains("base image " + pinned + " is there");
  }

  @Test
  void baseThatNobodyHasIsLasting() {
    String base = "127.0.0.1:5000/engine-it/nosuch:1";
    Failure failure =
        failure(TestInput.building(folder, "engine-it/built", base, "FROM " + base + "\n"));

    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.code()).isEqualTo("IMAGE_NOT_FOUND");
  }

  @Test
  void interruptEndsTheBuild() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    TestInput input = input("RUN echo going; sleep 3002");
    Thread building = inBackground(input, thrown);
    Instant end = Instant.now().plusSeconds(60);
    while (input.said().stream().noneMatch(line -> line.endsWith(" going"))
        && Instant.now().isBefore(end)) {
      Thread.sleep(50);
    }

    building.interrupt();
    building.join(10_000);

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThatTheEngineStops("sleep 3002");
  }

  @Test
  void engineThatIsAbsentIsSaidWithItsAddress() {
    Engine absent = new Engine(Optional.of("unix://" + folder.resolve("no.sock")));

    assertThatThrownBy(absent::check)
        .isInstanceOfSatisfying(
            StepFailed.class,
            e -> {
              assertThat(e.failure().kind()).isEqualTo(Kind.ENGINE_DOWN);
              assertThat(e.failure().message()).contains("no.sock");
            });
  }

  /** Removing the tag makes the engine forget the digest that it had of the repository, too. */
  private String onlyInTheRegistry() throws InterruptedException {
    String repository = "127.0.0.1:5000/engine-it/base";
    String tag = "t" + System.nanoTime();
    real.engine().client().tagImageCmd(RealEngine.BASE, repository, tag).exec();
    real.engine()
        .client()
        .pushImageCmd(repository)
        .withTag(tag)
        .withAuthConfig(new AuthConfig())
        .start()
        .awaitCompletion();
    real.engine().client().removeImageCmd(repository + ":" + tag).exec();
    return repository + ":" + tag;
  }

  private TestInput from(String base) {
    return TestInput.building(folder, "engine-it/built", base, "FROM " + base + "\nRUN true\n");
  }

  private static String hold() {
    return new Hold(RealEngine.WORKER).name(TestInput.JOB).toString();
  }

  private DockerBuild step() throws SettingsInvalid {
    Settings settings = new Settings(folder, Map.of(Key.REGISTRY, RealEngine.REGISTRY));
    return new DockerBuild(
        real.engine(), real.calls(), new DockerCredentials(), settings, RealEngine.WORKER);
  }

  private TestInput input(String instructions) {
    return TestInput.building(
        folder,
        "engine-it/built",
        RealEngine.BASE,
        "FROM " + RealEngine.BASE + "\n" + instructions + "\n");
  }

  private Image build(String dockerfile) throws Exception {
    return step().run(TestInput.building(folder, "engine-it/built", RealEngine.BASE, dockerfile));
  }

  private Failure failure(String instructions) {
    return failure(input(instructions));
  }

  private Failure failure(TestInput input) {
    return catchThrowableOfType(StepFailed.class, () -> step().run(input)).failure();
  }

  private Thread inBackground(TestInput input, AtomicReference<Throwable> thrown) {
    Thread thread =
        new Thread(
            () -> {
              try {
                step().run(input);
              } catch (StepFailed | SettingsInvalid | InterruptedException | RuntimeException e) {
                thrown.set(e);
              }
            });
    thread.start();
    return thread;
  }

  /** The engine runs on this machine, so its builds' processes are to be seen. */
  private static void assertThatTheEngineStops(String command) {
    Instant end = Instant.now().plusSeconds(15);
    while (isRunning(command) && Instant.now().isBefore(end)) {
      Thread.onSpinWait();
    }
    assertThat(isRunning(command)).isFalse();
  }

  private static boolean isRunning(String command) {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().commandLine().orElse("").contains(command));
  }
}
