package dev.slipway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.engine.Image;
import dev.slipway.job.FileTree;
import dev.slipway.job.Job;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JournalEvent;
import dev.slipway.packages.Lock;
import dev.slipway.route.ResultSchema;
import dev.slipway.step.Failure;
import dev.slipway.step.Json;
import dev.slipway.step.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetriesTest {
  private static final String HALF = ".retrying-demo-20990101-000000-0000";
  private static final String LETTER = ".dead-letter";

  @TempDir Path root;

  private TestJobs jobs;
  private Retries retries;

  @BeforeEach
  void open() throws Exception {
    jobs = new TestJobs(root);
    retries = new Retries(jobs.settings, InstantSource.system());
  }

  @Test
  void theNewJobNamesTheOldOneAndGoesOnAfterWhatWasDone() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);

    JobFolder folder = retry(old);
    Job job = jobs.open(folder);

    assertThat(job.remaining()).containsExactly("push");
    assertThat(job.find(Image.class)).isPresent();
    assertThat(job.find(Lock.class)).isPresent();
    assertThat(job.finalFailure()).isEmpty();
    assertThat(JournalEvent.retryOf(job.history())).contains(old);
    assertThat(JournalEvent.source(job.history())).isEqualTo("demo.yaml");
    assertThat(TestJobs.all(folder.path()))
        .containsExactly("build.log", "context", "journal.jsonl", "lock.json", "spec.yaml");
    assertThat(folder.path().resolve("context/Dockerfile")).hasContent("FROM x");
    assertThat(jobs.settings.deadLetter()).isEmptyDirectory();
    assertThat(jobs.settings.outbox().resolve(old).resolve(Outbox.RESULT)).exists();
  }

  @Test
  void theFilesOfTheSpecGoAlong() throws Exception {
    String old = jobs.failed(jobs.takenWithFiles(), TestJobs.PASSING);

    JobFolder folder = retry(old);

    assertThat(folder.files().resolve("mypkg/DESCRIPTION")).hasContent("Package: mypkg");
    assertThat(JournalEvent.specName(jobs.open(folder).history())).isEqualTo("demo/spec.yaml");
    assertThat(jobs.settings.deadLetter()).isEmptyDirectory();
  }

  @Test
  void theResultOfARetriedJobFollowsItsOwnWork() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);
    JobFolder folder = retry(old);
    jobs.outbox.succeed(jobs.open(folder));

    Path ended = jobs.settings.outbox().resolve(folder.id());

    JsonNode result = Json.mapper().readTree(ended.resolve(Outbox.RESULT).toFile());
    assertThat(result.get("retryOf").asText()).isEqualTo(old);
    assertThat(result.at("/steps/1/step").asText()).isEqualTo("docker-build");
    assertThat(result.at("/steps/1/attempts").asInt()).isZero();
    assertThat(new ResultSchema().problems(result)).isEmpty();
  }

  @Test
  void aJobThatNobodyCouldOpenBeginsAnewWithItsSpec() throws Exception {
    JobFolder folder = jobs.taken();
    jobs.built(folder);
    Files.writeString(folder.path().resolve("journal.jsonl"), "garbage\ngarbage\n");
    jobs.outbox.abandon(folder, new Failure(Kind.LASTING, "JOURNAL_DAMAGED", "it is damaged", ""));

    JobFolder again = retry(folder.id());

    assertThat(TestJobs.all(again.path())).containsExactly("journal.jsonl", "spec.yaml");
    assertThat(jobs.open(again).remaining()).hasSize(3);
  }

  @Test
  void theDeadLetterAloneIsEnough() throws Exception {
    String alone = jobs.failed(TestJobs.PASSING);
    String withFiles = jobs.failed(jobs.takenWithFiles(), TestJobs.PASSING);
    FileTree.delete(jobs.settings.outbox().resolve(alone));
    FileTree.delete(jobs.settings.outbox().resolve(withFiles));

    assertThat(jobs.open(retry(alone)).remaining()).hasSize(3);
    JobFolder folder = retry(withFiles);
    assertThat(jobs.open(folder).remaining()).hasSize(3);
    assertThat(JournalEvent.specName(jobs.open(folder).history())).isEqualTo("demo/spec.yaml");
    assertThat(jobs.settings.deadLetter()).isEmptyDirectory();
  }

  @Test
  void aCancelledJobIsSentAgainToo() throws Exception {
    assertThat(jobs.open(retry(jobs.cancelled())).remaining()).containsExactly("push");
  }

  @Test
  void linksAreLeftBehind() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);
    Path secret = Files.writeString(root.resolve("secret"), "secret");
    Path ended = jobs.settings.outbox().resolve(old);
    Files.createSymbolicLink(ended.resolve("link"), secret);
    Files.createSymbolicLink(ended.resolve("context/link"), root);

    JobFolder folder = retry(old);

    assertThat(TestJobs.all(folder.path())).doesNotContain("link");
    assertThat(TestJobs.all(folder.path().resolve("context"))).containsExactly("Dockerfile");
  }

  @Test
  void whatCannotBeSentAgainIsRefusedWithWhatToDo() throws Exception {
    String succeeded = jobs.succeeded();
    String waiting = jobs.taken().id();

    refused(succeeded, "it succeeded; drop its spec again");
    refused(waiting, "it has not ended; ");
    refused("demo-20240613-120000-0000", "no such job; slipway jobs");
    refused("../outbox/" + succeeded, "no such job");
    refused("\u001b[31m", "\\u001b[31m: no such job");
  }

  @Test
  void whenOneIsRefusedNoneIsSent() throws Exception {
    String good = jobs.failed(TestJobs.PASSING);

    assertThatThrownBy(() -> retries.retry(List.of(good, "none", "nobody"), job -> {}))
        .isInstanceOf(JobsRefused.class)
        .hasMessageContaining("none: no such job")
        .hasMessageContaining("nobody: no such job");
    assertThat(TestJobs.names(jobs.settings.work())).isEmpty();
    assertThat(TestJobs.names(jobs.settings.deadLetter())).hasSize(2);
  }

  @Test
  void aJobIsSentAgainOnce() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);
    String cancelled = jobs.cancelled();
    JobFolder again = retry(old);
    retry(cancelled);

    refused(old, "it was sent again already, as " + again.id());
    refused(cancelled, "it was sent again already");
    jobs.outbox.cancel(again);
    refused(old, "it was sent again already, as " + again.id());
  }

  @Test
  void aJobThatIsNamedTwiceIsSentOnce() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);

    retries.retry(List.of(old, old), job -> {});

    assertThat(TestJobs.names(jobs.settings.work())).hasSize(1);
  }

  @Test
  void ofTwoAtTheSameTimeOneSendsIt() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);
    Callable<Boolean> retry =
        () -> {
          try {
            new Retries(jobs.settings, InstantSource.system()).retry(List.of(old), job -> {});
            return true;
          } catch (JobsRefused e) {
            return false;
          }
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Boolean> sent = new ArrayList<>();
    for (Future<Boolean> each : threads.invokeAll(List.of(retry, retry, retry, retry))) {
      sent.add(each.get());
    }
    threads.shutdown();

    assertThat(sent).containsOnlyOnce(true);
    assertThat(TestJobs.names(jobs.settings.work())).hasSize(1);
    assertThat(jobs.settings.deadLetter()).isEmptyDirectory();
  }

  @Test
  void allDeadLettersOfAKindAreSentAgain() throws Exception {
    String passing = jobs.failed(TestJobs.PASSING);
    String lasting = jobs.failed(TestJobs.LASTING);

    assertThat(all(Optional.of(Kind.PASSING))).extracting(Retried::job).containsExactly(passing);
    assertThat(all(Optional.of(Kind.PASSING))).isEmpty();
    assertThat(all(Optional.empty())).extracting(Retried::job).containsExactly(lasting);
  }

  @Test
  void aDeadLetterWithoutASpecStopsNoOther() throws Exception {
    String good = jobs.failed(TestJobs.PASSING);
    String bad = jobs.failed(TestJobs.PASSING);
    FileTree.delete(jobs.settings.outbox().resolve(bad));
    Files.delete(jobs.settings.deadLetter().resolve(bad + ".yaml"));
    List<Retried> sent = new ArrayList<>();

    List<String> problems = retries.retryAll(Optional.empty(), sent::add);

    assertThat(sent).extracting(Retried::job).containsExactly(good);
    assertThat(problems).containsExactly(bad + ": its spec was not kept; drop the spec again");
  }

  @Test
  void theLetterOfAJobThatHasNotEndedYetIsLeft() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);
    Files.move(jobs.settings.outbox().resolve(old), jobs.settings.work().resolve(old));

    assertThat(all(Optional.empty())).isEmpty();
    assertThat(TestJobs.names(jobs.settings.deadLetter())).hasSize(2);
  }

  @Test
  void killedWhileTheNewJobIsFilledTheLetterIsThere() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);
    Path half = half();
    Files.writeString(half.resolve("spec.yaml"), "half");

    recoveredAndSentOnce(old);
  }

  @Test
  void killedBetweenTheReasonAndTheSpecTheReasonIsGivenBack() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);
    claim(old + ".reason.json");

    recoveredAndSentOnce(old);
  }

  @Test
  void killedBeforeItIsAJobTheLetterIsGivenBackWhole() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);
    claim(old + ".reason.json", old + ".yaml");

    recoveredAndSentOnce(old);
  }

  @Test
  void killedBeforeItIsAJobALetterWithFilesIsGivenBackWhole() throws Exception {
    String old = jobs.failed(jobs.takenWithFiles(), TestJobs.PASSING);
    claim(old + ".reason.json", old);
    FileTree.delete(jobs.settings.outbox().resolve(old));

    recoveredAndSentOnce(old);
  }

  @Test
  void killedWhileTheLetterIsGivenBackTheRestFollows() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);
    claim(old + ".reason.json", old + ".yaml");
    Path claimed = half().resolve(LETTER);
    Path spec = jobs.settings.deadLetter().resolve(old + ".yaml");
    Files.move(claimed.resolve(old + ".yaml"), spec);

    recoveredAndSentOnce(old);
  }

  @Test
  void killedWhileTheHalfMadeJobIsDeletedTheRestFollows() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);
    claim();

    recoveredAndSentOnce(old);
  }

  @Test
  void killedRightAfterItIsAJobTheLetterIsConsumed() throws Exception {
    String old = jobs.failed(TestJobs.PASSING);
    JobFolder folder = retry(old);
    Path letter = Files.createDirectory(folder.path().resolve(LETTER));
    Files.writeString(letter.resolve(old + ".reason.json"), "{}");

    retries.recover();

    assertThat(TestJobs.names(jobs.settings.work())).containsExactly(folder.id());
    assertThat(jobs.settings.deadLetter()).isEmptyDirectory();
    refused(old, "it was sent again already");
  }

  @Test
  void aHalfMadeJobIsNoJob() throws Exception {
    half();

    assertThat(jobs.jobs.unfinished()).isEmpty();
    assertThat(new JobList(jobs.settings).all(job -> true)).isEmpty();
  }

  private void recoveredAndSentOnce(String old) throws Exception {
    retries.recover();
    assertThat(TestJobs.all(jobs.settings.work())).doesNotContain(HALF);
    assertThat(jobs.settings.deadLetter().resolve(old + ".reason.json")).exists();
    assertThat(TestJobs.names(jobs.settings.deadLetter())).hasSize(2);

    JobFolder folder = retry(old);
    assertThat(jobs.jobs.unfinished()).containsExactly(folder);
    assertThat(jobs.settings.deadLetter()).isEmptyDirectory();
    assertThat(TestJobs.all(folder.path())).doesNotContain(LETTER);
  }

  private Path half() throws IOException {
    return Files.createDirectories(jobs.settings.work().resolve(HALF));
  }

  private void claim(String... parts) throws IOException {
    Path claimed = Files.createDirectories(half().resolve(LETTER));
    for (String part : parts) {
      Files.move(jobs.settings.deadLetter().resolve(part), claimed.resolve(part));
    }
  }

  private JobFolder retry(String old) throws Exception {
    List<Retried> sent = new ArrayList<>();
    retries.retry(List.of(old), sent::add);
    assertThat(sent).hasSize(1);
    String id = sent.get(0).retriedAs();
    return new JobFolder(id, jobs.settings.work().resolve(id));
  }

  private List<Retried> all(Optional<Kind> kind) throws IOException {
    List<Retried> sent = new ArrayList<>();
    retries.retryAll(kind, sent::add);
    return sent;
  }

  private void refused(String id, String message) {
    assertThatThrownBy(() -> retries.retry(List.of(id), job -> {}))
        .isInstanceOf(JobsRefused.class)
        .hasMessageContaining(message);
  }
}
