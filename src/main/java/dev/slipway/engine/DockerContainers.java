package dev.slipway.engine;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.WaitResponse;
import dev.slipway.step.StepFailed;
import java.io.EOFException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Runs containers on the engine. */
public final class DockerContainers implements Containers {
  private static final String FAILED = "CONTAINER_FAILED";

  /** After a kill, and for the rest of the output: an engine that works needs much less. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** The exit codes with which Docker says that a command cannot be executed, or is not there. */
  private static final List<Long> NOT_STARTED = List.of(126L, 127L);

  private static final int KILLED = 137;

  private final Engine engine;
  private final Operations operations;
  private final Worker worker;

  public DockerContainers(Engine engine, EngineCalls calls, Worker worker) {
    this.engine = engine;
    this.worker = worker;
    this.operations = new Operations(calls);
  }

  @Override
  public ContainerExit run(ContainerRun run) throws StepFailed, InterruptedException {
    engine.check();
    try {
      String id = create(run);
      try {
        return runToEnd(id, run);
      } finally {
        operations.removeAtEnd(id);
      }
    } catch (TimeoutException e) {
      throw engine.failed(
          FAILED,
          "ending a container",
          new IllegalStateException("it does not end when killed", e));
    } catch (RuntimeException e) {
      throw engine.failed(FAILED, "running a container of " + run.image(), e);
    }
  }

  private String create(ContainerRun run) {
    CreateContainerCmd create =
        engine
            .client()
            .createContainerCmd(run.image())
            .withHostConfig(Isolation.of(run.limits(), operations.cpus()))
            .withEnv(variables(run.env()))
            .withLabels(Labels.of(worker, run.jobId()));
    // An entrypoint of one empty word is the Engine API's way to say none.
    run.entrypoint()
        .ifPresent(words -> create.withEntrypoint(words.isEmpty() ? List.of("") : words));
    if (!run.command().isEmpty()) {
      create.withCmd(run.command());
    }
    return create.exec().getId();
  }

  private ContainerExit runToEnd(String id, ContainerRun run)
      throws InterruptedException, TimeoutException {
    Instant start = Instant.now();
    try (ContainerOutput output = new ContainerOutput(run.limits().output())) {
      engine
          .client()
          .attachContainerCmd(id)
          .withStdOut(true)
          .withStdErr(true)
          .withFollowStream(true)
          .exec(output);
      output.awaitAttached();
      Optional<String> notStarted = start(id);
      if (notStarted.isPresent()) {
        return exit(id, false, output.output(), notStarted.get(), start);
      }
      boolean timedOut = !ends(id, run.limits().time());
      if (timedOut) {
        operations.kill(id);
        if (!ends(id, GRACE)) {
          throw new TimeoutException();
        }
      }
      output.awaitEnd(GRACE);
      return exit(id, timedOut, output.output(), output.error(), start);
    }
  }

  /**
   * Starts it; when the command is not in the image, that is the command's failure, and the
   * engine's words are what it says.
   */
  private Optional<String> start(String id) {
    try {
      operations.start(id);
      return Optional.empty();
    } catch (RuntimeException e) {
      if (NOT_STARTED.contains(state(id).getExitCodeLong())) {
        return Optional.of(EngineErrors.words(e));
      }
      throw e;
    }
  }

  private boolean ends(String id, Duration within) throws InterruptedException {
    try (Answers<WaitResponse> answers = new Answers<>()) {
      engine.client().waitContainerCmd(id).exec(answers);
      if (answers.next(within).isEmpty()) {
        // An engine that is stopped ends the stream like this, with the container still running.
        throw new IllegalStateException(new EOFException("no word of the container's end"));
      }
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private ContainerExit exit(
      String id, boolean timedOut, String output, String error, Instant start) {
    ContainerState state = state(id);
    int exitCode = Optional.ofNullable(state.getExitCodeLong()).map(Math::toIntExact).orElse(-1);
    return new ContainerExit(
        exitCode,
        !timedOut && outOfMemory(state, exitCode),
        timedOut,
        output,
        error,
        Duration.between(start, Instant.now()));
  }

  /**
   * The engine's word, or a kill that nobody asked for: not every engine hears of the kernel's
   * (seen with Docker 20.10 and containerd 1.6 with cgroups v1 on Linux 6.18: {@code oom_kill 1} in
   * the cgroup, {@code OOMKilled} false).
   */
  private static boolean outOfMemory(ContainerState state, int exitCode) {
    return Boolean.TRUE.equals(state.getOOMKilled()) || exitCode == KILLED;
  }

  private ContainerState state(String id) {
    return operations.container(id).getState();
  }

  private static List<String> variables(Map<String, String> env) {
    return env.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .sorted()
        .toList();
  }
}
