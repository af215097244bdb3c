package dev.slipway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.job.Folders;
import dev.slipway.job.JobFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CancellationTest {
  @TempDir Path root;

  private TestJobs jobs;

  @BeforeEach
  void open() throws Exception {
    jobs = new TestJobs(root);
  }

  @Test
  void whenNobodyRunsJobsItEndsThemItself() throws Exception {
    JobFolder first = jobs.taken();
    JobFolder second = jobs.taken();
    jobs.built(second);

    List<JobStatus> now = cancel(Duration.ZERO, first.id(), second.id());

    assertThat(now).extracting(JobStatus::job).containsExactly(first.id(), second.id());
    assertThat(now).allMatch(job -> job.state() == JobState.CANCELLED && job.hasEnded());
    assertThat(TestJobs.names(jobs.settings.work())).isEmpty();
    assertThat(jobs.settings.deadLetter()).isEmptyDirectory();
  }

  @Test
  void aJobThatCannotBeReadIsCancelledToo() throws Exception {
    JobFolder folder = jobs.taken();
    Files.writeString(folder.path().resolve("journal.jsonl"), "garbage\ngarbage\n");

    assertThat(cancel(Duration.ZERO, folder.id()))
        .extracting(JobStatus::state)
        .containsExactly(JobState.CANCELLED);
  }

  @Test
  void aServiceIsAskedAndSaysHowTheJobEnded() throws Exception {
    JobFolder folder = jobs.taken();
    List<String> waitedFor = new ArrayList<>();

    Folders service = Folders.open(jobs.settings, true);
    List<JobStatus> now =
        cancellation(Duration.ofMinutes(1))
            .cancel(
                List.of(folder.id()),
                ids -> {
                  waitedFor.addAll(ids);
                  assertThat(folder.isCancelRequested()).isTrue();
                  succeed(folder);
                });
    service.close();

    assertThat(waitedFor).containsExactly(folder.id());
    assertThat(now).extracting(JobStatus::state).containsExactly(JobState.SUCCEEDED);
  }

  @Test
  void aServiceThatIsBusyIsNotWaitedForForEver() throws Exception {
    JobFolder folder = jobs.taken();

    Folders service = Folders.open(jobs.settings, true);
    List<JobStatus> now = cancel(Duration.ZERO, folder.id());
    service.close();

    assertThat(now).extracting(JobStatus::hasEnded).containsExactly(false);
    assertThat(folder.isCancelRequested()).isTrue();
  }

  @Test
  void askingTwiceIsNoMoreThanAskingOnce() throws Exception {
    JobFolder folder = jobs.taken();

    Folders service = Folders.open(jobs.settings, true);
    cancel(Duration.ZERO, folder.id(), folder.id());
    assertThat(cancel(Duration.ZERO, folder.id())).hasSize(1);
    service.close();
  }

  @Test
  void whatHasEndedOrIsUnknownIsRefusedAndNothingIsStopped() throws Exception {
    String ended = jobs.failed(TestJobs.LASTING);
    JobFolder waiting = jobs.taken();

    assertThatThrownBy(() -> cancel(Duration.ZERO, waiting.id(), ended, "../work/x", "x/../y"))
        .isInstanceOf(JobsRefused.class)
        .hasMessageContaining(ended + ": it has ended already: failed")
        .hasMessageContaining("../work/x: no such job")
        .hasMessageContaining("x/../y: no such job");
    assertThat(waiting.isCancelRequested()).isFalse();
    assertThat(waiting.path()).isDirectory();
  }

  private List<JobStatus> cancel(Duration patience, String... ids) throws Exception {
    return cancellation(patience).cancel(List.of(ids), waiting -> {});
  }

  private Cancellation cancellation(Duration patience) {
    return new Cancellation(jobs.settings, jobs.outbox, InstantSource.system(), patience);
  }

  private void succeed(JobFolder folder) {
    try {
      jobs.outbox.succeed(jobs.open(folder));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
