package dev.slipway.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.engine.ContainerRun;
import dev.slipway.engine.ContainerRun.Limits;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loading of packages; what stands in {@code recorded/} was printed by R 4.2.2. */
class SmokeTestTest {
  @TempDir Path folder;

  private final ScriptedContainers containers = new ScriptedContainers();

  @Test
  void passesWhatLoadsInTheVersionsAskedFor() throws Exception {
    containers.recorded("the-rest");
    TestJob job = job().wants("jsonlite@1.8.4").tests("jsonlite", ">= 1.8");

    Verdict verdict = new SmokeTest(containers).run(job);

    assertThat(verdict.r()).isEqualTo("4.2.2");
    assertThat(verdict.packages()).hasSize(23).containsEntry("slipwayquits", "0.1-2");
    assertThat(List.copyOf(verdict.packages().keySet())).isSorted();
    assertThat(verdict.checks())
        .allMatch(Verdict.Check::passed)
        .extracting(Verdict.Check::name)
        .containsExactly(
            "library(jsonlite)", "sessionInfo()", "lock.json", "R == 4.2.2", "jsonlite >= 1.8");
    assertThat(job.progress).contains("ok library(jsonlite)");
    assertThat(folder.resolve("sessionInfo.txt")).content().contains("jsonlite_1.8.4");
  }

  @Test
  void logIsTheSameInEveryLocale() throws Exception {
    containers.recorded("the-rest");
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      new SmokeTest(containers).run(job().wants("jsonlite"));
    } finally {
      Locale.setDefault(before);
    }

    assertThat(log()).containsPattern("ok     library\\(jsonlite\\) \\(\\d+\\.\\d s\\)");
  }

  @Test
  void keepsSessionInfoOfAnImageWithRAlone() throws Exception {
    containers.recorded("none");

    Verdict verdict = new SmokeTest(containers).run(job());

    assertThat(verdict.checks())
        .extracting(Verdict.Check::name)
        .containsExactly("sessionInfo()", "R == 4.2.2");
    assertThat(folder.resolve("sessionInfo.txt")).content().startsWith("R version 4.2.2");
  }

  @Test
  void runsRAsTheClusterDoesWithNamesAsPlainArguments() throws Exception {
    containers.recorded("the-rest");

    new SmokeTest(containers).run(job().wants("jsonlite"));

    ContainerRun run = containers.runs.get(0);
    assertThat(run.entrypoint()).isEmpty();
    assertThat(run.command())
        .startsWith("/bin/bash", "-c")
        .containsSubsequence(
            "Rscript", "--no-save", "--no-environ", "--no-restore", "--no-site-file", "-e")
        .endsWith("jsonlite");
    assertThat(run.image()).startsWith("sha256:");
    assertThat(run.jobId()).isEqualTo(TestJob.ID);
  }

  @Test
  void limitsTheContainerByItsOptions() throws Exception {
    containers.recorded("none").recorded("none");

    new SmokeTest(containers).run(job());
    new SmokeTest(containers)
        .run(
            job().with(Map.of("timeout", "90s", "memory", "512m", "processes", "64", "cpus", "3")));

    assertThat(containers.runs)
        .extracting(ContainerRun::limits)
        .containsExactly(
            new Limits(Duration.ofMinutes(10), 2L << 30, 256, 2, 4 << 20),
            new Limits(Duration.ofSeconds(90), 512L << 20, 64, 3, 4 << 20));
  }

  @Test
  void refusesANumberOfProcessesThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SmokeTest(containers).run(job().with(Map.of("processes", "many"))))
        .withMessageContaining("processes is not a whole number from 1 to 999999: many");
  }

  @Test
  void reportsEveryPackageThatFailsWithRsOwnReason() throws Exception {
    containers.recorded("all-tried");

    Failure failure =
        failureOf(job().wants("jsonlite", "slipwaynoload", "slipwaynolib", "R6@2.5.2"));

    assertThat(failure.kind()).isEqualTo(Kind.TEST);
    assertThat(failure.code()).isEqualTo("SMOKE_TEST_FAILED");
    assertThat(failure.message())
        .isEqualTo(
            "3 of 7 checks failed in the image: library(slipwaynoload), library(slipwaynolib),"
                + " lock.json");
    assertThat(failure.lines())
        .contains(
            "  error: slipwaynoload never loads: it is there to test that loading is tested",
            "  libslipwaygone.so: cannot open shared object file: No such file or directory",
            "lock.json: R6 2.5.2 is locked, the image has 2.5.1");
    assertThat(failure.hint())
        .isEqualTo(
            "The image lacks the system library libslipwaygone.so: add the apt package that has it"
                + " under `system`.");
    assertThat(log()).contains("FAILED library(slipwaynolib)", "ok     library(R6)");
  }

  @Test
  void goesOnInAnotherContainerAfterAPackageThatEndsR() throws Exception {
    containers.recorded("ended-early").recorded("the-rest");

    Failure failure = failureOf(job().wants("R6", "slipwayquits", "jsonlite"));

    assertThat(containers.packages(0)).containsExactly("R6", "slipwayquits", "jsonlite");
    assertThat(containers.packages(1)).containsExactly("jsonlite");
    assertThat(failure.message()).endsWith("failed in the image: library(slipwayquits)");
    assertThat(failure.lines())
        .containsExactly(
            "library(slipwayquits): loading it ended R: R ended with exit code 0",
            "  slipwayquits says goodbye");
  }

  @Test
  void givesAPackageAContainerOfItsOwnBeforeTheTimeLimitIsItsFault() throws Exception {
    containers
        .recordsUntilTheTimeLimit("r 4.2.2", "begin a1", "loaded a1 1.0 9.0", "begin b2")
        .records(0, "r 4.2.2", "begin b2", "loaded b2 1.0 9.0", "session s", "end");

    Verdict verdict = new SmokeTest(containers).run(job().wants("a1", "b2"));

    assertThat(containers.packages(1)).containsExactly("b2");
    assertThat(verdict.checks()).allMatch(Verdict.Check::passed);
  }

  @Test
  void blamesTheTimeLimitOnAPackageThatHadItAll() throws Exception {
    containers
        .recordsUntilTheTimeLimit("r 4.2.2", "begin a1")
        .records(0, "r 4.2.2", "begin b2", "loaded b2 1.0 0.1", "session s", "end");

    Failure failure = failureOf(job().wants("a1", "b2"));

    assertThat(failure.lines())
        .containsExactly("library(a1): library() did not end within the time limit of 10m");
    assertThat(failure.hint()).contains("`timeout`");
  }

  @Test
  void blamesTheMemoryLimitOnAPackageThatHadItAll() throws Exception {
    containers.recordsUntilTheMemoryLimit("r 4.2.2", "begin a1");

    Failure failure = failureOf(job().wants("a1"));

    assertThat(failure.lines())
        .containsExactly("library(a1): library() ran out of memory, the limit is 2g");
    assertThat(failure.hint()).contains("`memory`");
  }

  @Test
  void failsWhenREndsAfterThePackagesHaveLoaded() throws Exception {
    containers.records(139, "r 4.2.2", "begin a1", "loaded a1 1.0 0.1");

    Failure failure = failureOf(job().wants("a1"));

    assertThat(failure.lines())
        .containsExactly(
            "sessionInfo(): R crashed: segmentation fault (signal 11, exit code 139) with the"
                + " packages loaded");
  }

  @Test
  void stopsWhenREndsBeforeItComesToAPackage() throws Exception {
    containers.records(1, "r 4.2.2");

    Failure failure = failureOf(job().wants("a1"));

    assertThat(containers.runs).hasSize(1);
    assertThat(failure.lines()).contains("library(a1): not tried: R ended with exit code 1");
  }

  @Test
  void doesNotBelieveRecordsWithoutTheMarker() throws Exception {
    containers.prints(0, "MARKER\tr\t4.2.2\nMARKER\tbegin\ta1\nMARKER\tend\n", "");

    assertThat(failureOf(job().wants("a1")).code()).isEqualTo("R_DOES_NOT_START");
  }

  @Test
  void saysThatTheImageHasNoRscript() throws Exception {
    containers.prints(127, "", "bash: line 1: Rscript: command not found\n");

    Failure failure = failureOf(job().wants("a1"));

    assertThat(failure.code()).isEqualTo("R_DOES_NOT_START");
    assertThat(failure.hint()).contains("Rscript on its PATH");
    assertThat(failure.lines()).containsExactly("bash: line 1: Rscript: command not found");
  }

  @Test
  void saysThatTheEntrypointSwallowsTheCommand() throws Exception {
    containers.prints(0, "welcome\n", "");

    assertThat(failureOf(job().wants("a1")).hint()).contains("ENTRYPOINT");
  }

  @Test
  void namesTenFailedChecksAndCountsTheRest() throws Exception {
    String[] names = IntStream.range(0, 13).mapToObj(i -> "p" + i).toArray(String[]::new);
    containers.records(
        0,
        IntStream.range(0, 15)
            .mapToObj(i -> i == 0 ? "r 4.2.2" : i == 14 ? "end" : "failed p" + (i - 1) + " 0.1 why")
            .toArray(String[]::new));

    assertThat(failureOf(job().wants(names)).message())
        .contains("13 of 14 checks failed", "library(p9) and 3 more");
  }

  @Test
  void leavesAnEngineThatIsDownToTheJob() throws Exception {
    Failure down = new Failure(Kind.ENGINE_DOWN, "ENGINE_DOWN", "no engine", "start it");
    containers.refuses(down);

    assertThat(failureOf(job().wants("a1"))).isEqualTo(down);
  }

  @Test
  void checksThePackagesOfTheTestsAsWell() throws Exception {
    containers.recorded("the-rest");

    new SmokeTest(containers).run(job().tests("jsonlite", "== 1.8.4"));

    assertThat(containers.packages(0)).containsExactly("jsonlite");
  }

  @Test
  void readsTheTestsBeforeItRunsAnyContainer() {
    Failure failure = failureOf(job().wants("a1").tests("a1", ">= one"));

    assertThat(failure.code()).isEqualTo("SMOKE_TEST_INVALID");
    assertThat(failure.message()).contains("one");
    assertThat(containers.runs).isEmpty();
  }

  private TestJob job() {
    return new TestJob(folder);
  }

  private Failure failureOf(TestJob job) {
    StepFailed failed =
        catchThrowableOfType(StepFailed.class, () -> new SmokeTest(containers).run(job));
    return Optional.ofNullable(failed).orElseThrow().failure();
  }

  private String log() throws Exception {
    return Files.readString(folder.resolve("smoke.log"));
  }
}
