package dev.slipway.crash;

import dev.slipway.job.Ending;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JobWatcher;
import dev.slipway.route.SlipwayCamel;
import dev.slipway.settings.Settings;
import dev.slipway.settings.SettingsReader;
import dev.slipway.step.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The service as a process that dies at an event of a job's life, with no word to anybody.
 *
 * <p>Arguments: the event by its number from 1 or by its name, {@code done:docker-build}, and what
 * differs from the sandbox's configuration, {@code key=value}.
 */
public final class HaltingMain implements JobWatcher {
  /** What a process killed by SIGKILL gives a shell. */
  static final int KILLED = 137;

  /** Says in the working folder which event it was. */
  static final String REACHED = "reached.txt";

  private final String event;
  private final Set<String> seen = new HashSet<>();
  private int count;

  private HaltingMain(String event) {
    this.event = event;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> set =
        Arrays.stream(arguments)
            .skip(1)
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    Settings settings =
        new SettingsReader(Path.of("").toAbsolutePath(), Map.of())
            .read(Optional.of(Path.of(System.getProperty("crash.configuration"))), set);
    Path home = Path.of(System.getProperty("slipway.home"));
    HaltingMain watcher = new HaltingMain(arguments[0]);
    SlipwayCamel.start(home, settings, watcher, SlipwayCamel.Mode.SERVICE).awaitStop();
  }

  private synchronized void reached(String name) {
    count++;
    if (event.equals(name) || event.equals(String.valueOf(count))) {
      try {
        Files.writeString(Path.of(REACHED), name);
      } catch (IOException e) {
        // The name is for people alone.
      }
      Runtime.getRuntime().halt(KILLED);
    }
  }

  @Override
  public void accepted(JobFolder job, String source) {
    reached("accepted");
  }

  @Override
  public void stepStarted(String jobId, String step, int attempt) {
    reached("started:" + step);
  }

  @Override
  public synchronized void progress(String jobId, String step, String line) {
    if (seen.add(step)) {
      reached("progress:" + step);
    }
  }

  @Override
  public void stepDone(String jobId, String step, Duration took) {
    reached("done:" + step);
  }

  @Override
  public void attemptFailed(
      String jobId, String step, Failure failure, Optional<Duration> tryAgainAfter) {
    reached("failed:" + step);
  }

  @Override
  public void ended(JobFolder outbox, Ending ending) {
    reached("ended");
  }
}
