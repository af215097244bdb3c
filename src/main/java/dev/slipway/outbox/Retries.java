package dev.slipway.outbox;

import dev.slipway.job.FileTree;
import dev.slipway.job.JobFolder;
import dev.slipway.job.RetriedJob;
import dev.slipway.settings.Settings;
import dev.slipway.step.Kind;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends jobs that have ended again, as new jobs that name the old ones and go on with what these
 * had done.
 *
 * <p>The new job is made under a name that nobody takes for a job; its dead letter is moved into
 * it; one rename makes it a job. What a process leaves that is killed before the rename, the next
 * one gives back to the dead letters.
 */
public final class Retries {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  /** In the new job's folder, hidden: nobody needs it once the job is there. */
  private static final String LETTER = ".dead-letter";

  private final Settings settings;
  private final InstantSource clock;
  private final DeadLetters letters;
  private final RetryCheck check;

  public Retries(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.letters = new DeadLetters(settings.deadLetter());
    this.check = new RetryCheck(settings, letters);
  }

  /**
   * Sends those jobs again: dead letters, and others that did not succeed.
   *
   * @param ids as somebody wrote them
   * @param done is told of each as it is done
   * @throws JobsRefused when one of them cannot be sent again; then none is
   * @throws IOException when the disk does not take one; those before it are done
   */
  public void retry(List<String> ids, Consumer<Retried> done) throws JobsRefused, IOException {
    RetryLock lock = RetryLock.await(settings);
    try {
      giveBack();
      Map<String, RetrySource> sources = new LinkedHashMap<>();
      List<String> problems = sources(ids, sources);
      if (!problems.isEmpty()) {
        throw new JobsRefused(problems);
      }
      send(sources, done);
    } finally {
      lock.close();
    }
  }

  /**
   * Sends every dead letter again that can be.
   *
   * @param kind only those that failed for that
   * @param done is told of each as it is done
   * @return what is wrong with the others, a line each
   * @throws IOException when the disk does not take one; those before it are done
   */
  public List<String> retryAll(Optional<Kind> kind, Consumer<Retried> done) throws IOException {
    RetryLock lock = RetryLock.await(settings);
    try {
      giveBack();
      Map<String, RetrySource> sources = new LinkedHashMap<>();
      List<String> problems = sources(letters(kind), sources);
      send(sources, done);
      return problems;
    } finally {
      lock.close();
    }
  }

  /**
   * Gives back the dead letters of which a killed process had not yet made a job, unless another
   * process is sending jobs again at this moment. For the start of a service.
   */
  public void recover() throws IOException {
    Optional<RetryLock> lock = RetryLock.now(settings);
    if (lock.isPresent()) {
      try {
        giveBack();
      } finally {
        lock.get().close();
      }
    }
  }

  private List<String> letters(Optional<Kind> kind) throws IOException {
    return letters.jobs().stream().filter(job -> kind.isEmpty() || isOf(job, kind.get())).toList();
  }

  private List<String> sources(List<String> ids, Map<String, RetrySource> sources)
      throws IOException {
    List<String> problems = new ArrayList<>();
    for (String id : new LinkedHashSet<>(ids)) {
      try {
        sources.put(id, check.source(id));
      } catch (JobsRefused e) {
        problems.add(e.getMessage());
      }
    }
    return problems;
  }

  private void send(Map<String, RetrySource> sources, Consumer<Retried> done) throws IOException {
    for (Map.Entry<String, RetrySource> job : sources.entrySet()) {
      String id = send(job.getKey(), job.getValue());
      done.accept(new Retried(job.getKey(), id));
    }
  }

  private String send(String old, RetrySource source) throws IOException {
    Instant now = clock.instant();
    RetriedJob job = RetriedJob.begin(settings, old, now);
    try {
      source.fill(job, old, now);
      letters.claim(old, job.path().resolve(LETTER));
      JobFolder accepted = job.accept();
      forgetLetter(accepted);
      return accepted.id();
    } catch (IOException | RuntimeException e) {
      giveBackAfter(e, job);
      throw e;
    }
  }

  /** When even that fails, the next one does it. */
  private void giveBackAfter(Exception failure, RetriedJob job) {
    try {
      giveBack(job);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void giveBack() throws IOException {
    for (RetriedJob job : RetriedJob.begun(settings)) {
      giveBack(job);
    }
  }

  private void giveBack(RetriedJob job) throws IOException {
    letters.giveBack(job.path().resolve(LETTER));
    job.discard();
  }

  private static void forgetLetter(JobFolder job) {
    try {
      FileTree.delete(job.path().resolve(LETTER));
    } catch (IOException e) {
      // A service may have taken the job up and even ended it by now.
      LOG.debug("the dead letter in {} is left: {}", job.path(), e.toString());
    }
  }

  /** One whose reason cannot be read is of no kind that anybody could name. */
  private boolean isOf(String job, Kind kind) {
    try {
      return kind.name().toLowerCase(Locale.ROOT).equals(letters.reason(job).kind());
    } catch (IOException e) {
      LOG.warn("{} is passed over: its reason cannot be read: {}", job, e.toString());
      return false;
    }
  }
}
