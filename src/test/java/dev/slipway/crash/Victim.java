package dev.slipway.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that is to be killed, from its start to its death. */
final class Victim {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What follows the rename into the outbox follows at once. */
  private static final Duration AFTERWARDS = Duration.ofMillis(200);

  private Victim() {}

  /**
   * Runs it until it dies, or until its job has ended all the same; then it is killed too.
   *
   * @return whether it died by itself
   */
  static boolean dies(Place place, List<String> command, int jobs)
      throws IOException, InterruptedException {
    Process process = VictimJvm.start(place, command);
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (place.ended() < jobs || !place.isIdle()) {
        if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
          return killed(place, process);
        }
        if (System.nanoTime() > deadline) {
          throw new AssertionError("neither dies nor ends: " + place.root() + "\n" + output(place));
        }
      }
      return process.waitFor(AFTERWARDS.toMillis(), TimeUnit.MILLISECONDS)
          && killed(place, process);
    } finally {
      end(process);
    }
  }

  /** strace lets go of what it traces when it is killed itself, so that is killed first. */
  private static void end(Process process) throws InterruptedException {
    List<ProcessHandle> traced = process.descendants().toList();
    traced.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    traced.forEach(handle -> handle.onExit().join());
  }

  private static boolean killed(Place place, Process process) throws IOException {
    if (process.exitValue() != HaltingMain.KILLED) {
      throw new AssertionError(
          "ended with %d: %s%n%s".formatted(process.exitValue(), place.root(), output(place)));
    }
    return true;
  }

  private static String output(Place place) throws IOException {
    Path file = place.root().resolve("output.txt");
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
