package dev.slipway.smoke;

import dev.slipway.engine.ContainerExit;
import dev.slipway.engine.ContainerRun;
import dev.slipway.engine.Containers;
import dev.slipway.step.Failure;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Answers each container with the next scripted ending. */
final class ScriptedContainers implements Containers {
  private static final int MARKER = 12;
  private static final int FIRST_PACKAGE = 13;

  private interface Ending {
    ContainerExit of(ContainerRun run) throws StepFailed;
  }

  final List<ContainerRun> runs = new ArrayList<>();
  private final Deque<Ending> endings = new ArrayDeque<>();

  /** A container that loads packages and prints what real R printed, from {@code recorded/}. */
  ScriptedContainers recorded(String name) {
    endings.add(
        run -> exit(0, text(name + ".txt").replace("MARKER", marker(run)), text(name + ".err")));
    return this;
  }

  /** A container that loads packages and ends with that code, having written these records. */
  ScriptedContainers records(int exitCode, String... records) {
    endings.add(run -> exit(exitCode, lines(run, records), ""));
    return this;
  }

  /** The same, ended at the memory limit. */
  ScriptedContainers recordsUntilTheMemoryLimit(String... records) {
    endings.add(
        run -> new ContainerExit(137, true, false, lines(run, records), "", Duration.ofSeconds(9)));
    return this;
  }

  /** The same, ended at the time limit. */
  ScriptedContainers recordsUntilTheTimeLimit(String... records) {
    endings.add(
        run -> new ContainerExit(137, false, true, lines(run, records), "", Duration.ofSeconds(9)));
    return this;
  }

  /** A container that prints this. */
  ScriptedContainers prints(int exitCode, String output, String error) {
    endings.add(run -> exit(exitCode, output, error));
    return this;
  }

  /** A container that the engine does not run. */
  ScriptedContainers refuses(Failure failure) {
    endings.add(
        run -> {
          throw failure.thrown();
        });
    return this;
  }

  @Override
  public ContainerExit run(ContainerRun run) throws StepFailed {
    runs.add(run);
    return endings.remove().of(run);
  }

  /** The packages that the container with that number was to load. */
  List<String> packages(int number) {
    List<String> command = runs.get(number).command();
    return command.subList(FIRST_PACKAGE, command.size());
  }

  private static String marker(ContainerRun run) {
    return run.command().get(MARKER);
  }

  private static String lines(ContainerRun run, String... records) {
    StringBuilder lines = new StringBuilder();
    for (String record : records) {
      lines.append(marker(run)).append('\t').append(record.replace(' ', '\t')).append('\n');
    }
    return lines.toString();
  }

  private static ContainerExit exit(int code, String output, String error) {
    return new ContainerExit(code, false, false, output, error, Duration.ofSeconds(1));
  }

  private static String text(String name) {
    try (InputStream in = ScriptedContainers.class.getResourceAsStream("recorded/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
