package dev.slipway.job;

import static dev.slipway.step.OptionType.DURATION;
import static dev.slipway.step.OptionType.SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.job.Pipeline.Retry;
import dev.slipway.job.Pipeline.StepEntry;
import dev.slipway.step.OptionType;
import dev.slipway.step.Step;
import dev.slipway.step.StepInput;
import dev.slipway.step.StepOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelinesTest {
  /** Anything that a step leaves. */
  private record Thing() {}

  private static final Map<String, Step> STEPS =
      Map.of(
          "resolve-packages", new Known(Map.of(), Set.of(), Record.class),
          "render-dockerfile", new Known(Map.of(), Set.of(), Thing.class),
          "docker-build", new Known(Map.of("timeout", DURATION), Set.of(), Record.class),
          "smoke-test",
              new Known(Map.of("timeout", DURATION, "memory", SIZE), Set.of(), Record.class),
          "push", new Known(Map.of(), Set.of(), Record.class),
          "write-cluster-json", new Known(Map.of(), Set.of(Thing.class), Record.class));

  private record Known(
      Map<String, OptionType> options,
      Set<Class<? extends Record>> reads,
      Class<? extends Record> leaves)
      implements Step {
    @Override
    public Record run(StepInput input) {
      throw new UnsupportedOperationException();
    }
  }

  @TempDir Path folder;

  private Pipelines read(String yaml) throws IOException, PipelinesInvalid {
    Files.writeString(folder.resolve("own.yaml"), yaml);
    return Pipelines.read(folder, STEPS);
  }

  private List<String> problems(String yaml) {
    return catchThrowableOfType(PipelinesInvalid.class, () -> read(yaml)).problems().stream()
        .map(line -> line.replace(folder + "/", ""))
        .toList();
  }

  @Test
  void standardPipelineGoesTheWholeWay() throws IOException, PipelinesInvalid {
    Pipeline standard = Pipelines.read(Path.of("pipelines"), STEPS).get("standard");
    assertThat(standard.steps())
        .extracting(StepEntry::name)
        .containsExactly(
            "resolve-packages",
            "render-dockerfile",
            "docker-build",
            "smoke-test",
            "push",
            "write-cluster-json");
    assertThat(standard.retry()).isEqualTo(Retry.STANDARD);
  }

  @Test
  void buildOnlyLeavesPushAndClusterJsonOut() throws IOException, PipelinesInvalid {
    Pipelines pipelines = Pipelines.read(Path.of("pipelines"), STEPS);
    assertThat(pipelines.byName()).containsOnlyKeys("build-only", "standard");
    assertThat(pipelines.get("build-only").steps())
        .extracting(StepEntry::name)
        .containsExactly("resolve-packages", "render-dockerfile", "docker-build", "smoke-test");
  }

  @Test
  void readsOptionsAndRetry() throws IOException, PipelinesInvalid {
    Pipeline own =
        read("""
                steps:
                  - docker-build: {timeout: 20m}
                  - smoke-test:
                      timeout: 90s
                      memory: 512m
                retry: {attempts: 3, delay: 500ms, multiplier: 1.5, maximum: 2h}
                """)
            .get("own");
    assertThat(own.steps())
        .containsExactly(
            new StepEntry("docker-build", new StepOptions(Map.of("timeout", "20m"))),
            new StepEntry(
                "smoke-test", new StepOptions(Map.of("timeout", "90s", "memory", "512m"))));
    assertThat(own.retry())
        .isEqualTo(new Retry(3, Duration.ofMillis(500), 1.5, Duration.ofHours(2)));
  }

  @Test
  void unknownStepIsNamedWithItsPlace() {
    assertThat(problems("steps:\n  - docker-biuld\n  - frobnicate\n"))
        .containsExactly(
            "UNKNOWN own.yaml:2:5 steps[0]: \"docker-biuld\" is no step; did you mean"
                + " `docker-build`?",
            "UNKNOWN own.yaml:3:5 steps[1]: \"frobnicate\" is no step; there are docker-build,"
                + " push, render-dockerfile, resolve-packages, smoke-test, write-cluster-json");
  }

  @Test
  void unknownOptionIsNamedWithItsPlace() {
    assertThat(problems("steps:\n  - docker-build: {timeuot: 2h}\n  - push:\n      force: true\n"))
        .containsExactly(
            "UNKNOWN own.yaml:2:20 steps[0].docker-build.timeuot: \"timeuot\" is no option of"
                + " docker-build; did you mean `timeout`?",
            "UNKNOWN own.yaml:4:7 steps[1].push.force: \"force\" is no option of push; there are"
                + " deadline, stall");
  }

  @Test
  void stepTwiceIsAProblem() {
    assertThat(problems("steps:\n  - push\n  - push: {}\n"))
        .singleElement()
        .asString()
        .startsWith("DUPLICATE own.yaml:3:5 steps[1]: ");
  }

  @Test
  void valuesOutOfRangeAreProblems() {
    assertThat(
            problems(
                """
                steps: [push]
                retry:
                  attempts: 0
                  delay: 1 second
                  multiplier: 0.5
                  maximum: 60
                """))
        .extracting(line -> line.substring(0, line.indexOf(" retry")))
        .containsExactly(
            "VALUE own.yaml:3:13",
            "VALUE own.yaml:4:10",
            "VALUE own.yaml:5:15",
            "TYPE own.yaml:6:12");
  }

  @Test
  void firstWaitCannotBeLongerThanTheLongest() {
    assertThat(problems("steps: [push]\nretry: {delay: 2m}\n"))
        .singleElement()
        .asString()
        .startsWith("CONFLICT own.yaml:2:8 retry: ");
  }

  @Test
  void shapesOtherThanAStepOrAStepWithOptionsAreProblems() {
    assertThat(problems("steps:\n  - push: fast\n  - {push: {}, a: {}}\n  -\n  - {}\n  - [push]\n"))
        .extracting(line -> line.split(": ")[0])
        .containsExactly(
            "SHAPE own.yaml:2:11 steps[0].push",
            "SHAPE own.yaml:3:5 steps[1]",
            "SHAPE own.yaml:4:4 steps[2]",
            "SHAPE own.yaml:5:5 steps[3]",
            "SHAPE own.yaml:6:5 steps[4]");
  }

  @Test
  void pipelineNeedsSteps() {
    assertThat(problems("retry: {}\n"))
        .singleElement()
        .asString()
        .startsWith("MISSING own.yaml:1:1");
    assertThat(problems("steps: []\n")).singleElement().asString().startsWith("VALUE own.yaml:1:8");
  }

  @Test
  void everyFileIsReportedAtOnce() throws IOException {
    Files.writeString(folder.resolve("Other.yaml"), "steps: [push]\n");
    assertThat(problems("steps: push\n"))
        .extracting(line -> line.substring(0, line.lastIndexOf(":1:")))
        .containsExactly("VALUE Other.yaml", "SHAPE own.yaml");
  }

  @Test
  void absentFolderIsSaid() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Pipelines.read(folder.resolve("absent"), STEPS))
        .withMessageContaining("absent");
  }

  @Test
  void valueThatAnOptionDoesNotTakeIsAnErrorAtItsPlace() {
    assertThat(problems("steps:\n  - docker-build: {timeout: soon}\n"))
        .containsExactly(
            "VALUE own.yaml:2:29 steps[0].docker-build.timeout: \"soon\" is not what this option"
                + " takes; write a duration such as 90s, 20m or 2h");
  }

  @Test
  void stepThatReadsWhatNoneBeforeItLeavesIsAnErrorAtItsPlace() {
    assertThat(problems("steps:\n  - write-cluster-json\n  - render-dockerfile\n"))
        .containsExactly(
            "CONFLICT own.yaml:2:5 steps[0]: write-cluster-json reads the Thing, which no step before it leaves;"
                + " put one that leaves it before it: render-dockerfile");
  }
}
