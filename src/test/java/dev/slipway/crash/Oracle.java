package dev.slipway.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JournalEvent;
import dev.slipway.outbox.Outbox;
import dev.slipway.settings.Settings;
import dev.slipway.step.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Says what is wrong after any fault: accepted = succeeded + failed + rejected + cancelled, each
 * job with one terminal record, nothing left behind.
 *
 * <p>Made before the first job, told what is dropped and how that may end, and asked when every
 * service on those folders has stopped.
 */
public final class Oracle {
  private static final Set<String> STATE = Set.of(".lock", ".worker", ".retry.lock");

  /** What came from a user may be hidden; that is his affair. */
  private static final Set<String> USERS = Set.of(JobFolder.SPEC, "files", "context", "input");

  private final Settings settings;
  private final EngineOracle engine;
  private final Map<String, List<Set<String>>> drops = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();

  public Oracle(Settings settings) throws IOException, InterruptedException {
    this.settings = settings;
    this.engine = new EngineOracle();
  }

  /**
   * Something is dropped into the inbox; the same name twice is two jobs.
   *
   * @param name of the file or folder
   * @param statuses in which its job may end, {@code succeeded}
   */
  public Oracle dropped(String name, String... statuses) {
    drops.computeIfAbsent(name, any -> new ArrayList<>()).add(Set.of(statuses));
    return this;
  }

  /** How many jobs there are to be. */
  public int expected() {
    return drops.values().stream().mapToInt(List::size).sum();
  }

  /** What does not hold, a line each; empty when all is well. */
  public List<String> violations() throws IOException, InterruptedException {
    violations.clear();
    List<EndedJob> ended = ended();
    compare(ended);
    deadLetters(ended);
    onlyState(settings.work());
    onlyState(settings.inbox());
    for (Path folder : List.of(settings.outbox(), settings.deadLetter())) {
      noneHidden(folder);
    }
    for (EndedJob job : ended) {
      violations.addAll(JournalOracle.violations(job));
    }
    violations.addAll(engine.violations(ended));
    return List.copyOf(violations);
  }

  /**
   * A job in the outbox.
   *
   * @param journal its events; empty when the journal cannot be read, which is a violation
   */
  record EndedJob(String id, JsonNode result, List<JournalEvent> journal) {
    String text(String field) {
      return result.path(field).asText("");
    }
  }

  private List<EndedJob> ended() throws IOException {
    List<EndedJob> jobs = new ArrayList<>();
    for (Path folder : list(settings.outbox())) {
      Path file = folder.resolve(Outbox.RESULT);
      if (!Files.exists(file)) {
        violations.add(folder + " has no " + Outbox.RESULT);
        continue;
      }
      String id = folder.getFileName().toString();
      EndedJob job = new EndedJob(id, Json.mapper().readTree(file.toFile()), journal(folder));
      if (!job.text("job").equals(id)) {
        violations.add(id + " has the result of " + job.text("job"));
      }
      jobs.add(job);
    }
    return jobs;
  }

  private List<JournalEvent> journal(Path folder) {
    try {
      return JournalOracle.read(folder);
    } catch (IOException e) {
      violations.add("the journal of " + folder + " cannot be read: " + e.getMessage());
      return List.of();
    }
  }

  /** Every drop has exactly one job, with a status that it may have. */
  private void compare(List<EndedJob> ended) {
    Map<String, List<EndedJob>> bySpec = new TreeMap<>();
    drops.keySet().forEach(name -> bySpec.put(name, new ArrayList<>()));
    for (EndedJob job : ended) {
      bySpec.computeIfAbsent(job.text("spec"), any -> new ArrayList<>()).add(job);
    }
    bySpec.forEach((name, jobs) -> compare(name, drops.getOrDefault(name, List.of()), jobs));
  }

  private void compare(String name, List<Set<String>> wanted, List<EndedJob> jobs) {
    if (jobs.size() != wanted.size()) {
      violations.add(
          "%s was dropped %d time(s) and has %d result(s): %s"
              .formatted(
                  name, wanted.size(), jobs.size(), jobs.stream().map(EndedJob::id).toList()));
    }
    for (EndedJob job : jobs) {
      if (!wanted.isEmpty() && wanted.stream().noneMatch(set -> set.contains(job.text("status")))) {
        violations.add(
            "%s is %s instead of %s: %s"
                .formatted(job.id(), job.text("status"), wanted, job.result().path("failure")));
      }
    }
  }

  /** Of every job that failed for good, unless it was sent again, and of no other. */
  private void deadLetters(List<EndedJob> ended) throws IOException {
    List<String> names =
        list(settings.deadLetter()).stream().map(path -> path.getFileName().toString()).toList();
    List<String> retried = ended.stream().map(job -> job.text("retryOf")).toList();
    for (EndedJob job : ended) {
      boolean failed = Set.of("failed", "rejected").contains(job.text("status"));
      boolean kept = names.stream().anyMatch(name -> name.startsWith(job.id()));
      if (failed && !retried.contains(job.id()) && !names.contains(job.id() + ".reason.json")) {
        violations.add(job.id() + " failed and is not among the dead letters");
      }
      if (!failed && kept) {
        violations.add(job.id() + " is " + job.text("status") + " and among the dead letters");
      }
    }
    for (String name : names) {
      if (ended.stream().noneMatch(job -> name.startsWith(job.id()))) {
        violations.add(name + " is a dead letter of no job");
      }
    }
  }

  private void onlyState(Path folder) throws IOException {
    for (Path path : list(folder)) {
      if (!STATE.contains(path.getFileName().toString())) {
        violations.add(path + " is left");
      }
    }
  }

  private void noneHidden(Path folder) throws IOException {
    for (Path path : list(folder)) {
      String name = path.getFileName().toString();
      if (name.startsWith(".") || name.endsWith(".tmp")) {
        violations.add(path + " is left");
      } else if (Files.isDirectory(path) && !USERS.contains(name)) {
        noneHidden(path);
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    }
  }
}
