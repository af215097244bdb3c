package dev.slipway.crash;

import dev.slipway.job.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Kills the service at one place after the other, starts it again each time, and asks the oracle.
 * The folders of a kill point with a violation stay for whoever wants to look at them.
 */
final class CrashHarness {
  static final Path FOLDER = Path.of("target/crash").toAbsolutePath();

  private static final Path POINTS = FOLDER.resolve("points.txt");

  private final String registry;
  private final VictimJvm jvm;

  /**
   * @param registry below which the images of this run are
   */
  CrashHarness(VictimJvm jvm, String registry) throws IOException {
    Files.deleteIfExists(POINTS);
    this.jvm = jvm;
    this.registry = registry;
  }

  /** Runs the sweeps, that many at a time. */
  List<KillPoint> run(List<Sweep> sweeps, int atATime) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(atATime);
    try {
      List<Future<List<KillPoint>>> running = new ArrayList<>();
      for (Sweep sweep : sweeps) {
        running.add(executor.submit(() -> run(sweep)));
      }
      List<KillPoint> points = new ArrayList<>();
      for (Future<List<KillPoint>> sweep : running) {
        points.addAll(sweep.get());
      }
      return points;
    } finally {
      executor.shutdownNow();
    }
  }

  private List<KillPoint> run(Sweep sweep) throws Exception {
    Place beginning = beginning(sweep);
    List<KillPoint> points = new ArrayList<>();
    for (int n : sweep.points().toArray()) {
      Place place =
          beginning.copy(
              FOLDER.resolve(sweep.name()).resolve(String.valueOf(n)),
              "%s/%s-%d".formatted(registry, sweep.name(), n));
      KillPoint point = kill(sweep, n, place);
      points.add(point);
      note(point);
      if (point.violations().isEmpty()) {
        FileTree.delete(place.root());
      }
      if (!point.killed()) {
        break;
      }
    }
    FileTree.delete(beginning.root());
    return points;
  }

  /** A line for each as it happens, for who waits. */
  private synchronized void note(KillPoint point) throws IOException {
    Files.writeString(
        POINTS,
        "%s %s %s%n".formatted(LocalTime.now(), point.describe(), point.violations()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** What every run of a sweep begins with. */
  private Place beginning(Sweep sweep) throws IOException, InterruptedException {
    Place place =
        Place.create(
            FOLDER.resolve(sweep.name()).resolve("beginning"),
            registry + "/" + sweep.name() + "-0");
    sweep.drop().into(place.settings().inbox());
    if (!sweep.from().equals(Sweep.INBOX)) {
      List<String> command = jvm.command(VictimJvm.halting(place, sweep.from()));
      if (!Victim.dies(place, command, 1)) {
        throw new AssertionError("no such event: " + sweep.from());
      }
    }
    return place;
  }

  private KillPoint kill(Sweep sweep, int n, Place place) throws Exception {
    Path trace = place.root().resolve("strace.txt");
    Oracle oracle =
        new Oracle(place.settings()).dropped(sweep.drop().file(), sweep.drop().status());
    List<String> command =
        sweep
            .calls()
            .map(
                calls -> VictimJvm.killedAt(calls, n, trace, jvm.command(VictimJvm.service(place))))
            .orElseGet(() -> jvm.command(VictimJvm.halting(place, String.valueOf(n))));
    try {
      boolean killed = Victim.dies(place, command, 1);
      return new KillPoint(sweep, n, killed, where(place), Recovery.violations(place, oracle));
    } catch (Exception | AssertionError e) {
      // The other sweeps go on.
      return new KillPoint(sweep, n, false, where(place), List.of(e.toString()));
    }
  }

  private static String where(Place place) throws IOException {
    Path event = place.root().resolve(HaltingMain.REACHED);
    Path trace = place.root().resolve("strace.txt");
    if (Files.exists(event)) {
      return Files.readString(event);
    }
    if (!Files.exists(trace)) {
      return "";
    }
    List<String> calls =
        Files.readAllLines(trace).stream().filter(line -> line.matches("\\d+ +\\w+\\(.*")).toList();
    return calls.isEmpty() ? "" : calls.get(calls.size() - 1).replace(place.root() + "/", "");
  }
}
