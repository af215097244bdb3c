package dev.slipway.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.engine.Containers;
import dev.slipway.engine.DockerContainers;
import dev.slipway.engine.Engine;
import dev.slipway.engine.Worker;
import dev.slipway.route.CamelDockerCalls;
import dev.slipway.sandbox.Docker;
import dev.slipway.spec.Spec.CommandTest;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The smoke test of an image with real R, some of whose packages misbehave. */
class SmokeTestIT {
  private static final String BASE = "127.0.0.1:5000/sandbox/r-ver:4.2.2";
  private static final String PLAIN = "127.0.0.1:5000/sandbox/plain:1";
  private static final String REPOSITORY =
      "http://127.0.0.1:5080/cran/__linux__/bookworm/2024-06-13";

  private static final CamelContext CONTEXT = new DefaultCamelContext();

  private static Containers containers;
  private static String image;

  @TempDir Path folder;

  @BeforeAll
  static void makeImage() throws Exception {
    Path packages = Path.of(SmokeTestIT.class.getResource("packages").toURI());
    String id =
        Docker.run(
                "create", "--network=host", BASE, "Rscript", "/opt/packages/install.R", REPOSITORY)
            .strip();
    try {
      Docker.run("cp", packages.toString(), id + ":/opt/packages");
      Docker.run("cp", packages.resolveSibling("install.R").toString(), id + ":/opt/packages");
      Docker.run("start", "--attach", id);
      image = Docker.run("commit", id).strip();
    } finally {
      Docker.run("rm", "--force", id);
    }
  }

  @BeforeAll
  static void connect() {
    CONTEXT.start();
    Engine engine = new Engine(Optional.empty());
    containers =
        new DockerContainers(engine, new CamelDockerCalls(CONTEXT, engine), Worker.create());
  }

  @AfterAll
  static void removeImage() throws Exception {
    CONTEXT.stop();
    if (image != null) {
      Docker.run("rmi", image);
    }
  }

  @AfterEach
  void leavesNoContainerBehind() throws Exception {
    assertThat(Docker.run("ps", "--all", "--quiet", "--filter=label=dev.slipway.job=" + TestJob.ID))
        .isEmpty();
  }

  @Test
  void passesAnImageWhosePackagesLoad() throws Exception {
    TestJob job =
        job()
            .wants("jsonlite@1.8.4", "R6")
            .tests("jsonlite", ">= 1.8")
            .tests(
                rscript(
                    "parses", "stopifnot(jsonlite::fromJSON('[1]') == 1); cat('so \"it\" is')"));

    Verdict verdict = new SmokeTest(containers).run(job);

    assertThat(verdict.r()).isEqualTo("4.2.2");
    assertThat(verdict.packages()).containsEntry("jsonlite", "1.8.4").containsKey("base");
    assertThat(verdict.checks())
        .extracting(Verdict.Check::name)
        .containsExactly(
            "library(jsonlite)",
            "library(R6)",
            "sessionInfo()",
            "lock.json",
            "R == 4.2.2",
            "jsonlite >= 1.8",
            "parses");
    assertThat(verdict.checks()).allMatch(Verdict.Check::passed);
    assertThat(folder.resolve("sessionInfo.txt"))
        .content()
        .startsWith("R version 4.2.2")
        .containsPattern("other attached packages:\\n.*jsonlite_1.8.4");
    assertThat(folder.resolve("smoke.log")).content().contains("ok     library(R6)");
  }

  @Test
  void reportsThePackageThatDoesNotLoadBesideTheOneThatDoes() throws Exception {
    Failure failure = failureOf(job().wants("slipwaynoload", "jsonlite"));

    assertThat(failure.kind()).isEqualTo(Kind.TEST);
    assertThat(failure.code()).isEqualTo("SMOKE_TEST_FAILED");
    assertThat(failure.message())
        .endsWith("1 of 4 checks failed in the image: library(slipwaynoload)");
    assertThat(failure.lines()).anyMatch(line -> line.contains("slipwaynoload never loads"));
    assertThat(log())
        .contains("FAILED library(slipwaynoload)")
        .contains("ok     library(jsonlite)");
    assertThat(folder.resolve("sessionInfo.txt")).content().contains("jsonlite_1.8.4");
  }

  @Test
  void namesTheSystemLibraryThatTheImageLacks() throws Exception {
    Failure failure = failureOf(job().wants("jsonlite", "slipwaynolib"));

    assertThat(failure.message()).endsWith("library(slipwaynolib)");
    assertThat(failure.lines())
        .anyMatch(line -> line.contains("libslipwaygone.so: cannot open shared object file"));
    assertThat(failure.hint()).contains("libslipwaygone.so", "`system`");
  }

  @Test
  void goesOnAfterPackagesThatEndR() throws Exception {
    Failure failure =
        failureOf(job().wants("R6", "slipwayquits", "slipwaycrashes", "nosuchpackage", "jsonlite"));

    assertThat(failure.message())
        .contains("library(slipwayquits), library(slipwaycrashes), library(nosuchpackage)");
    assertThat(failure.lines())
        .contains(
            "library(slipwayquits): loading it ended R: R ended with exit code 0",
            "  slipwayquits says goodbye",
            "library(slipwaycrashes): loading it ended R: R crashed: segmentation fault (signal 11,"
                + " exit code 139)",
            "library(nosuchpackage): there is no package called ‘nosuchpackage’");
    assertThat(log()).contains("ok     library(R6)", "ok     library(jsonlite)");
  }

  @Test
  void isNotDisturbedByAPackageThatPrintsDivertsAndMasks() throws Exception {
    Verdict verdict = new SmokeTest(containers).run(job().wants("slipwaynoisy@0.1", "jsonlite"));

    assertThat(verdict.checks()).allMatch(Verdict.Check::passed);
    assertThat(log()).contains("half a line", "from a child");
  }

  @Test
  void blamesTheTimeLimitOnThePackageThatHangs() throws Exception {
    Failure failure =
        failureOf(job().wants("R6", "slipwayhangs", "jsonlite").with(Map.of("timeout", "3s")));

    assertThat(failure.message()).endsWith("checks failed in the image: library(slipwayhangs)");
    assertThat(failure.lines())
        .contains("library(slipwayhangs): library() did not end within the time limit of 3s");
    assertThat(log()).contains("ok     library(R6)", "ok     library(jsonlite)");
  }

  @Test
  void blamesTheMemoryLimitOnThePackageThatEatsIt() throws Exception {
    Failure failure =
        failureOf(job().wants("R6", "slipwayeats", "jsonlite").with(Map.of("memory", "300m")));

    assertThat(failure.message()).endsWith("checks failed in the image: library(slipwayeats)");
    assertThat(failure.lines().get(0))
        .isEqualTo("library(slipwayeats): library() ran out of memory, the limit is 300m");
    assertThat(failure.hint()).contains("`memory`");
  }

  @Test
  void comparesVersionsAndRunsEveryCommandWhateverFailedBefore() throws Exception {
    Failure failure =
        failureOf(
            job()
                .wants("jsonlite@1.8.5")
                .wantsR("4.4.1")
                .tests("R6", "< 2")
                .tests(rscript("stops", "cat('one\\ntwo\\n'); stop('here')"))
                .tests(command("missing", "no-such-command", List.of()))
                .tests(command("passes", "true", List.of())));

    assertThat(failure.message())
        .endsWith(
            "5 of 9 checks failed in the image: lock.json, R == 4.4.1, R6 < 2, stops,"
                + " missing");
    assertThat(failure.lines())
        .contains(
            "R == 4.4.1: the image has R 4.2.2",
            "lock.json: jsonlite 1.8.5 is locked, the image has 1.8.4",
            "R6 < 2: the image has R6 2.5.1",
            "stops: it ended with exit code 1, expected 0",
            "  standard output: two",
            "missing: it was not found (exit code 127), expected 0");
    assertThat(log()).contains("ok     passes");
  }

  @Test
  void endsACommandAtTheTimeLimit() throws Exception {
    Failure failure =
        failureOf(
            job().tests(command("sleeps", "sleep", List.of("60"))).with(Map.of("timeout", "2s")));

    assertThat(failure.lines())
        .containsExactly("sleeps: it did not end within the time limit of 2s");
  }

  @Test
  void saysThatTheImageHasNoR() throws Exception {
    Failure failure = failureOf(new TestJob(folder).in(PLAIN).wants("jsonlite"));

    assertThat(failure.code()).isEqualTo("R_DOES_NOT_START");
    assertThat(failure.message()).contains("R does not start in the image");
    assertThat(failure.lines()).anyMatch(line -> line.contains("Rscript: command not found"));
    assertThat(failure.hint()).contains("Rscript on its PATH");
  }

  private TestJob job() {
    return new TestJob(folder).in(image);
  }

  private static Failure failureOf(TestJob job) {
    StepFailed failed =
        catchThrowableOfType(StepFailed.class, () -> new SmokeTest(containers).run(job));
    return Optional.ofNullable(failed).orElseThrow().failure();
  }

  private String log() throws Exception {
    return Files.readString(folder.resolve("smoke.log"));
  }

  private static CommandTest rscript(String name, String code) {
    return command(name, "Rscript", List.of("-e", code));
  }

  private static CommandTest command(String name, String command, List<String> args) {
    return new CommandTest(
        name, command, args, Map.of(), List.of(), List.of(), List.of(), List.of(), 0);
  }
}
