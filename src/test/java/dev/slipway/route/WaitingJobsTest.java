package dev.slipway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.job.JobFolder;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Jobs that wait, for their next attempt or for a disk, and go on. */
class WaitingJobsTest extends JobRoutes {
  private static final Failure LATER =
      new Failure(Kind.RATE_LIMIT, "RATE_LIMITED", "too many", "")
          .withRetryAfter(Duration.ofHours(1));

  @Test
  void aJobThatWaitsLeavesItsWorkerToOthers() throws Exception {
    pushFailures.add(LATER);
    JobFolder waiting = take(spec("standard"));
    start(waiting);

    JsonNode other = run(spec("standard"));

    assertThat(other.at("/status").asText()).isEqualTo("succeeded");
    assertThat(waiting.path()).exists();
  }

  @Test
  void whatTheOtherSideAsksForIsWaited() throws Exception {
    pushFailures.add(LATER);
    JobFolder folder = take(spec("standard"));
    CompletableFuture<?> end = start(folder);
    while (!inFlight().waitsFor(InFlight.Until.DUE)) {
      Thread.onSpinWait();
    }

    assertThat(Files.readString(folder.path().resolve("journal.jsonl")))
        .contains("\"tryAgainAfter\":\"PT1H\"");
    assertThat(end).isNotDone();
  }

  @Test
  void whatAStepLeftAndIsGoneIsMadeAgainWithAllThatFollows() throws Exception {
    JobFolder folder = take(spec("standard"));
    var job = jobs.open(folder);
    for (String step : STEPS.subList(0, 4)) {
      job.done(job.begin(step), record(step));
    }
    gone.add("docker-build");

    JsonNode result = send(folder);

    assertThat(ran).isEqualTo(STEPS.subList(2, 6));
    assertThat(result.at("/status").asText()).isEqualTo("succeeded");
  }

  @Test
  void aJobWhoseJournalCannotBeWrittenGoesOnWhenItCan() throws Exception {
    JobFolder folder = take(spec("standard"));
    Path journal = folder.path().resolve("journal.jsonl");
    Path aside = settings.work().resolve(".aside");
    scripts.put(
        "docker-build",
        input -> {
          scripts.clear();
          move(journal, aside);
          create(journal);
          return record("docker-build");
        });
    CompletableFuture<?> end = start(folder);
    while (!inFlight().waitsFor(InFlight.Until.ROOM)) {
      Thread.onSpinWait();
    }

    Files.delete(journal);
    move(aside, journal);
    end.join();

    assertThat(result(folder).at("/status").asText()).isEqualTo("succeeded");
    assertThat(ran.stream().filter("docker-build"::equals)).hasSize(2);
  }

  @Test
  void aJobThatCannotBePutIntoTheOutboxIsPutThereLater() throws Exception {
    JobFolder folder = take(spec("build-only"));
    Path outbox = settings.outbox();
    Path aside = outbox.resolveSibling("aside");
    move(outbox, aside);
    CompletableFuture<?> end = start(folder);
    while (!inFlight().waitsFor(InFlight.Until.ROOM)) {
      Thread.onSpinWait();
    }

    move(aside, outbox);
    end.join();

    assertThat(result(folder).at("/status").asText()).isEqualTo("succeeded");
    assertThat(ran).hasSize(4);
  }

  @Test
  void aJobThatIsCancelledStaysCancelledWhenItCannotEndAtOnce() throws Exception {
    JobFolder folder = take(spec("build-only"));
    Files.createFile(folder.path().resolve(JobFolder.CANCEL));
    Path outbox = settings.outbox();
    Path aside = outbox.resolveSibling("aside");
    move(outbox, aside);
    CompletableFuture<?> end = start(folder);
    while (!inFlight().waitsFor(InFlight.Until.ROOM)) {
      Thread.onSpinWait();
    }

    move(aside, outbox);
    end.join();

    assertThat(result(folder).at("/status").asText()).isEqualTo("cancelled");
    assertThat(ran).isEmpty();
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void create(Path folder) {
    try {
      Files.createDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
