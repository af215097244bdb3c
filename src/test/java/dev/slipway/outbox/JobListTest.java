package dev.slipway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.job.Job;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JournalEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobListTest {
  @TempDir Path root;

  private TestJobs jobs;
  private JobList list;

  @BeforeEach
  void open() throws Exception {
    jobs = new TestJobs(root);
    list = new JobList(jobs.settings);
  }

  @Test
  void aJobThatHasNotBegunWaits() throws Exception {
    JobFolder folder = jobs.taken();

    JobStatus job = only();

    assertThat(job.job()).isEqualTo(folder.id());
    assertThat(job.state()).isEqualTo(JobState.WAITING);
    assertThat(job.step()).isEmpty();
    assertThat(job.accepted()).isPresent();
    assertThat(job.hasEnded()).isFalse();
  }

  @Test
  void aStepThatHasBegunRuns() throws Exception {
    jobs.built(jobs.taken()).begin("push");

    assertThat(only().state()).isEqualTo(JobState.RUNNING);
    assertThat(only().step()).contains("push");
    assertThat(only().attempt()).isEqualTo(1);
  }

  @Test
  void aJobBetweenTwoStepsRuns() throws Exception {
    jobs.built(jobs.taken());

    assertThat(only().state()).isEqualTo(JobState.RUNNING);
    assertThat(only().step()).contains("docker-build");
  }

  @Test
  void aStepThatWillBeTriedAgainSaysWhenAndWhy() throws Exception {
    JobFolder folder = jobs.taken();
    Job job = jobs.built(folder);
    job.begin("push");
    job.failed(job.begin("push"), TestJobs.PASSING, Optional.of(Duration.ofMinutes(1)));

    JobStatus status = only();

    assertThat(status.state()).isEqualTo(JobState.RETRYING);
    assertThat(status.attempt()).isEqualTo(2);
    assertThat(status.code()).contains("CUT");
    assertThat(status.kind()).contains("passing");
    List<JournalEvent> history = job.history();
    assertThat(status.nextAttempt())
        .contains(history.get(history.size() - 1).at().plus(Duration.ofMinutes(1)));
  }

  @Test
  void aJobThatIsToBeCancelledSaysSo() throws Exception {
    JobFolder folder = jobs.taken();
    Files.createFile(folder.path().resolve(JobFolder.CANCEL));

    assertThat(only().reason()).contains("is to be cancelled");
  }

  @Test
  void aFailureSaysWhereAndWhy() throws Exception {
    jobs.failed(TestJobs.LASTING);

    JobStatus job = only();

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.step()).contains("push");
    assertThat(job.code()).contains("NO");
    assertThat(job.kind()).contains("lasting");
    assertThat(job.reason()).contains("never");
    assertThat(job.hasEnded()).isTrue();
  }

  @Test
  void theOtherEndingsAreTold() throws Exception {
    String succeeded = jobs.succeeded();
    String cancelled = jobs.cancelled();

    assertThat(list.find(succeeded).orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(list.find(cancelled).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    assertThat(list.find(cancelled).orElseThrow().step()).contains("docker-build");
  }

  @Test
  void theOldestIsFirst() throws Exception {
    String first = jobs.succeeded();
    String second = jobs.taken().id();
    String third = jobs.failed(TestJobs.LASTING);

    assertThat(all()).extracting(JobStatus::job).containsExactly(first, second, third);
  }

  @Test
  void whatCannotBeReadIsListedAndHidesNoOther() throws Exception {
    String good = jobs.succeeded();
    JobFolder damaged = jobs.taken();
    Files.writeString(damaged.path().resolve("journal.jsonl"), "garbage\ngarbage\n");
    ended("demo-20240613-120000-0000", "{");
    ended("demo-20240613-120000-0001", "{\"status\": \"failed\"}");
    Files.createDirectory(jobs.settings.work().resolve("demo-20240613-120000-0002"));

    assertThat(all())
        .extracting(JobStatus::job, JobStatus::state)
        .containsExactlyInAnyOrder(
            tuple("demo-20240613-120000-0000", JobState.UNREADABLE),
            tuple("demo-20240613-120000-0001", JobState.UNREADABLE),
            tuple("demo-20240613-120000-0002", JobState.UNREADABLE),
            tuple(good, JobState.SUCCEEDED),
            tuple(damaged.id(), JobState.UNREADABLE));
    assertThat(all())
        .allMatch(job -> job.state() != JobState.UNREADABLE || job.reason().isPresent());
  }

  @Test
  void whatIsNoJobIsPassedOver() throws Exception {
    Files.createDirectory(jobs.settings.work().resolve(".taking-demo-20240613-120000-0000"));
    Files.createDirectory(jobs.settings.outbox().resolve("notes"));
    Files.createFile(jobs.settings.outbox().resolve("demo-20240613-120000-0000"));

    assertThat(all()).isEmpty();
  }

  @Test
  void aNameThatIsNoIdIsNeverAPath() throws Exception {
    String job = jobs.succeeded();

    assertThat(list.find("../outbox/" + job)).isEmpty();
    assertThat(list.find("..")).isEmpty();
    assertThat(list.find("")).isEmpty();
    assertThat(list.find("demo\n-20240613-120000-0000")).isEmpty();
  }

  private void ended(String id, String result) throws IOException {
    Path folder = Files.createDirectory(jobs.settings.outbox().resolve(id));
    Files.writeString(folder.resolve(Outbox.RESULT), result);
  }

  private JobStatus only() throws IOException {
    assertThat(all()).hasSize(1);
    return all().get(0);
  }

  private List<JobStatus> all() throws IOException {
    return list.all(job -> true);
  }
}
