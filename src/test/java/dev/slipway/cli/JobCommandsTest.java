package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.job.Folders;
import dev.slipway.job.JobFolder;
import dev.slipway.outbox.TestJobs;
import dev.slipway.settings.Key;
import dev.slipway.step.Failure;
import dev.slipway.step.Json;
import dev.slipway.step.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that look after jobs. */
class JobCommandsTest {
  @TempDir Path root;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private TestJobs jobs;

  @BeforeEach
  void open() throws Exception {
    jobs = new TestJobs(root);
  }

  @Test
  void jobsSaysThatThereAreNone() {
    assertThat(run("jobs")).isEqualTo(ExitCode.SUCCESS);
    assertThat(out).hasToString("no jobs\n");
  }

  @Test
  void jobsAreALineEach() throws Exception {
    String failed = jobs.failed(TestJobs.LASTING);
    String waiting = jobs.taken().id();

    assertThat(run("jobs")).isEqualTo(ExitCode.SUCCESS);
    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("JOB +STATE +STEP +AGE +REASON"),
            line -> assertThat(line).matches(failed + "  failed   push +\\d+s +NO never"),
            line -> assertThat(line).matches(waiting + "  waiting +\\d+s"));
  }

  @Test
  void aReasonStaysOnItsLineAndIsSafeToPrint() throws Exception {
    jobs.failed(new Failure(Kind.LASTING, "NO", "first\nsecond \u001b[31m", ""));

    run("jobs");

    assertThat(out.toString().lines()).hasSize(2);
    assertThat(out.toString()).contains("NO first\\nsecond \\u001b[31m");
  }

  @Test
  void jobsCanBeAskedForByState() throws Exception {
    String succeeded = jobs.succeeded();
    String failed = jobs.failed(TestJobs.LASTING);
    jobs.taken();

    run("jobs", "--json", "--state", "failed", "succeeded");

    JsonNode list = Json.mapper().readTree(out.toString());
    assertThat(list).hasSize(2);
    assertThat(list.at("/0/job").asText()).isEqualTo(succeeded);
    assertThat(list.at("/1/job").asText()).isEqualTo(failed);
    assertThat(list.at("/1/state").asText()).isEqualTo("failed");
    assertThat(list.at("/1/code").asText()).isEqualTo("NO");
  }

  @Test
  void anUnknownStateOrKindNamesThoseThatThereAre() {
    assertThat(run("jobs", "--state", "done")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("waiting, running, retrying");

    assertThat(run("retry", "--all", "--kind", "often")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("engine_down, passing, rate_limit");
  }

  @Test
  void retryNamesTheNewJobAndWhoTakesItUp() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);

    assertThat(run("retry", old)).isEqualTo(ExitCode.SUCCESS);

    String again = TestJobs.names(jobs.settings.work()).get(0);
    assertThat(out)
        .hasToString(
            old
                + ": sent again as "
                + again
                + "\nno service runs here; the next `slipway run` takes them up\n");
  }

  @Test
  void retryKnowsThatAServiceRuns() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);

    Folders service = Folders.open(jobs.settings, true);
    run("retry", old);
    service.close();

    assertThat(out.toString()).endsWith("\nthe running service takes them up now\n");
  }

  @Test
  void retrySendsAllOfAKind() throws Exception {
    jobs.failed(TestJobs.LASTING);
    String limited = jobs.failed(new Failure(Kind.RATE_LIMIT, "MANY", "too many", ""));

    assertThat(run("retry", "--all", "--kind", "rate-limit", "--json")).isEqualTo(ExitCode.SUCCESS);

    JsonNode sent = Json.mapper().readTree(out.toString());
    assertThat(sent).hasSize(1);
    assertThat(sent.at("/0/job").asText()).isEqualTo(limited);
    assertThat(sent.at("/0/retriedAs").asText()).startsWith("demo-");
  }

  @Test
  void retryOfNothingSaysSo() {
    assertThat(run("retry", "--all")).isEqualTo(ExitCode.SUCCESS);
    assertThat(out).hasToString("no dead letters\n");
  }

  @Test
  void retryTakesJobsOrAllOfThem() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);

    assertThat(run("retry")).isEqualTo(ExitCode.INVALID);
    assertThat(run("retry", "--kind", "passing")).isEqualTo(ExitCode.INVALID);
    assertThat(run("retry", "--all", old)).isEqualTo(ExitCode.INVALID);
    assertThat(TestJobs.names(jobs.settings.work())).isEmpty();
  }

  @Test
  void retryOfAnUnknownJobExitsWithTwo() {
    assertThat(run("retry", "../x")).isEqualTo(ExitCode.INVALID);
    assertThat(err).hasToString("../x: no such job; slipway jobs lists those that there are\n");
  }

  @Test
  void cancelSaysHowTheJobEnded() throws Exception {
    JobFolder job = jobs.taken();

    assertThat(run("cancel", job.id())).isEqualTo(ExitCode.SUCCESS);
    assertThat(out).hasToString(job.id() + ": cancelled\n");
    assertThat(job.path()).doesNotExist();
  }

  @Test
  void cancelOfAJobThatHasEndedExitsWithTwo() throws Exception {
    String ended = jobs.succeeded();

    assertThat(run("cancel", ended)).isEqualTo(ExitCode.INVALID);
    assertThat(err).hasToString(ended + ": it has ended already: succeeded\n");
  }

  private int run(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    for (Key key : List.of(Key.INBOX, Key.WORK, Key.OUTBOX, Key.DEAD_LETTER)) {
      String name = key.property().substring("slipway.".length());
      line.add("--set");
      line.add(key.property() + "=" + root.resolve(name));
    }
    CommandLine commandLine = SlipwayCommand.commandLine();
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commandLine.execute(line.toArray(String[]::new));
  }
}
