package dev.slipway.smoke;

import dev.slipway.engine.ContainerExit;
import dev.slipway.engine.ContainerRun;
import dev.slipway.engine.Containers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Containers by the {@code docker} command, so that the checks are tested apart from the engine.
 */
final class DockerCli implements Containers {
  record Done(int exitCode, String output, String error) {}

  @Override
  public ContainerExit run(ContainerRun run) throws InterruptedException {
    List<String> create = new ArrayList<>(List.of("create", "--network=none", "--read-only"));
    create.addAll(List.of("--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges"));
    create.add("--memory=" + run.limits().memory());
    create.add("--memory-swap=" + run.limits().memory());
    create.add("--pids-limit=" + run.limits().processes());
    create.add("--label=slipway.test.job=" + run.jobId());
    for (Map.Entry<String, String> variable : run.env().entrySet()) {
      create.add("--env=" + variable.getKey() + "=" + variable.getValue());
    }
    run.entrypoint().ifPresent(words -> create.add("--entrypoint=" + String.join(" ", words)));
    create.add(run.image());
    create.addAll(run.command());
    String id = docker(create).strip();
    try {
      return untilItEnds(id, run.limits().time());
    } finally {
      docker(List.of("rm", "--force", id));
    }
  }

  private static ContainerExit untilItEnds(String id, Duration limit) throws InterruptedException {
    Instant start = Instant.now();
    Done started = call(List.of("start", id), Duration.ofMinutes(1));
    if (started.exitCode() != 0) {
      int code = started.error().contains("permission denied") ? 126 : 127;
      return new ContainerExit(code, false, false, "", started.error(), Duration.ZERO);
    }
    boolean timedOut = call(List.of("wait", id), limit).exitCode() != 0;
    if (timedOut) {
      docker(List.of("kill", id));
    }
    String[] state =
        docker(List.of("inspect", "--format={{.State.ExitCode}} {{.State.OOMKilled}}", id))
            .strip()
            .split(" ");
    Done logs = call(List.of("logs", id), Duration.ofMinutes(1));
    return new ContainerExit(
        Integer.parseInt(state[0]),
        Boolean.parseBoolean(state[1]),
        timedOut,
        logs.output(),
        logs.error(),
        Duration.between(start, Instant.now()));
  }

  /** Standard output of a command that must succeed. */
  static String docker(List<String> arguments) throws InterruptedException {
    Done done = call(arguments, Duration.ofMinutes(10));
    if (done.exitCode() != 0) {
      throw new IllegalStateException("docker " + arguments.get(0) + ": " + done.error());
    }
    return done.output();
  }

  private static Done call(List<String> arguments, Duration limit) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(arguments);
    try {
      Path output = Files.createTempFile("docker", ".out");
      Path error = Files.createTempFile("docker", ".err");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(error.toFile())
                .start();
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        return new Done(ended ? process.exitValue() : -1, text(output), text(error));
      } finally {
        Files.delete(output);
        Files.delete(error);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
