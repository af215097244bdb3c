package dev.slipway.crash;

import dev.slipway.crash.Oracle.EndedJob;
import dev.slipway.job.JobFolder;
import dev.slipway.job.Jobs;
import dev.slipway.job.JournalEvent;
import dev.slipway.step.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold of a job's journal: no step is done twice, no attempt is one too many. */
final class JournalOracle {
  /** Of the shipped pipelines. */
  private static final int ATTEMPTS = 10;

  /** How often a step may be begun and cut by the death of its process. */
  private static final int DEATHS = 3;

  private final String job;
  private final Set<String> done = new HashSet<>();
  private final Set<String> running = new HashSet<>();
  private final Set<String> exhausted = new HashSet<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final Map<String, Integer> deaths = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  private JournalOracle(String job) {
    this.job = job;
  }

  /** Reads a journal as it is: here a torn line is no excuse. */
  static List<JournalEvent> read(Path folder) throws IOException {
    JobFolder job = new JobFolder(folder.getFileName().toString(), folder);
    List<JournalEvent> events = Jobs.history(job);
    int lines = Files.readAllLines(folder.resolve("journal.jsonl")).size();
    if (lines != events.size()) {
      throw new IOException(lines + " lines, and only the first " + events.size() + " are whole");
    }
    return events;
  }

  static List<String> violations(EndedJob job) {
    JournalOracle oracle = new JournalOracle(job.id());
    job.journal().forEach(oracle::accept);
    long accepted = job.journal().stream().filter(JournalEvent.Accepted.class::isInstance).count();
    if (accepted != 1) {
      oracle.violations.add(job.id() + " was accepted " + accepted + " times");
    }
    return oracle.violations;
  }

  private void accept(JournalEvent event) {
    if (event instanceof JournalEvent.StepStarted started) {
      started(started.step());
    } else if (event instanceof JournalEvent.StepDone step) {
      running.remove(step.step());
      done.add(step.step());
    } else if (event instanceof JournalEvent.StepLost lost) {
      // It and what comes after it are done again.
      done.clear();
      failures.remove(lost.step());
      exhausted.clear();
    } else if (event instanceof JournalEvent.AttemptStopped stopped) {
      running.remove(stopped.step());
    } else if (event instanceof JournalEvent.AttemptFailed failed) {
      failed(failed);
    }
  }

  private void started(String step) {
    if (done.contains(step)) {
      violations.add(job + " does " + step + " again although it is done");
    }
    if (exhausted.contains(step)) {
      violations.add(job + " tries " + step + " again after its last attempt");
    }
    if (!running.add(step) && deaths.merge(step, 1, Integer::sum) > DEATHS) {
      violations.add(job + " " + step + " killed the process more than " + DEATHS + " times");
    }
  }

  private void failed(JournalEvent.AttemptFailed failed) {
    running.remove(failed.step());
    Kind kind = failed.failure().kind();
    if (kind != Kind.ENGINE_DOWN
        && failures.merge(failed.step(), 1, Integer::sum) >= kind.attempts(ATTEMPTS)) {
      exhausted.add(failed.step());
    }
  }
}
