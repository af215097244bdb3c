package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import dev.slipway.settings.Settings;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DockerContainersIT {
  private static final ContainerRun.Limits LIMITS =
      new ContainerRun.Limits(Duration.ofMinutes(1), 128L << 20, 64, 1, 64 * 1024);

  @RegisterExtension final RealEngine real = new RealEngine();

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(real.containersLeft()).isZero();
  }

  @Test
  void outputErrorAndExitCodeComeBack() throws Exception {
    ContainerExit exit = shell("echo out; echo äöü >&2; exit 3");

    assertThat(exit.exitCode()).isEqualTo(3);
    assertThat(exit.output()).isEqualTo("out\n");
    assertThat(exit.error()).isEqualTo("äöü\n");
    assertThat(exit.timedOut()).isFalse();
    assertThat(exit.outOfMemory()).isFalse();
  }

  @Test
  void argumentsArePassedAsTheyAre() throws Exception {
    ContainerExit exit =
        run(Optional.empty(), List.of("printf", "%s|", "a b", "$(id)", ";", ""), LIMITS);

    assertThat(exit.output()).isEqualTo("a b|$(id)|;||");
  }

  @Test
  void variablesAreSet() throws Exception {
    ContainerRun run =
        new ContainerRun(
            RealEngine.BASE,
            Optional.empty(),
            List.of("sh", "-c", "echo $WORD"),
            Map.of("WORD", "a=b c"),
            LIMITS,
            TestInput.JOB);

    assertThat(containers().run(run).output()).isEqualTo("a=b c\n");
  }

  @Test
  void rootIsReadOnlyAndTmpIsNot() throws Exception {
    ContainerExit exit =
        shell(
            "touch /x && echo root writable; printf '#!/bin/sh\\necho ran' > /tmp/x;"
                + " chmod +x /tmp/x; /tmp/x");

    assertThat(exit.output()).isEqualTo("ran\n");
  }

  @Test
  void thereIsNoNetworkAndNoCapability() throws Exception {
    ContainerExit exit = shell("ls /sys/class/net; grep -E 'CapEff|NoNewPrivs' /proc/self/status");

    assertThat(exit.output().split("\\s+"))
        .containsExactly("lo", "CapEff:", "0000000000000000", "NoNewPrivs:", "1");
  }

  @Test
  void containerIsClosedOffFromEverything() throws Exception {
    Thread running = inBackground("sleep 3005", new AtomicReference<>());
    InspectContainerResponse container = real.operations().container(theContainer());
    running.interrupt();
    running.join();

    HostConfig host = container.getHostConfig();
    assertThat(host.getNetworkMode()).isEqualTo("none");
    assertThat(host.getReadonlyRootfs()).isTrue();
    assertThat(host.getTmpFs()).containsOnlyKeys("/tmp");
    assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
    assertThat(host.getCapAdd()).isNullOrEmpty();
    assertThat(host.getPrivileged()).isFalse();
    assertThat(host.getSecurityOpts()).containsExactly("no-new-privileges");
    assertThat(host.getPidsLimit()).isEqualTo(LIMITS.processes());
    assertThat(host.getMemory()).isEqualTo(LIMITS.memory());
    assertThat(host.getMemorySwap()).isEqualTo(LIMITS.memory());
    assertThat(host.getNanoCPUs()).isEqualTo(1_000_000_000L * LIMITS.cpus());
    assertThat(host.getLogConfig().getType()).isEqualTo(LogConfig.LoggingType.NONE);
    assertThat(host.getBinds()).isNullOrEmpty();
    assertThat(host.getDevices()).isNullOrEmpty();
    assertThat(container.getMounts()).isEmpty();
    assertThat(container.getConfig().getLabels())
        .containsAllEntriesOf(Labels.of(RealEngine.WORKER, TestInput.JOB));
  }

  @Test
  void enginesSocketIsNotThere() throws Exception {
    ContainerExit exit = shell("find / -xdev -name 'docker*.sock'; ls /run /var/run; exit 0");

    assertThat(exit.output()).doesNotContain("sock");
  }

  @Test
  void moreCpusThanTheEngineHasAreAllThatItHas() throws Exception {
    ContainerRun.Limits limits =
        new ContainerRun.Limits(Duration.ofMinutes(1), 128L << 20, 64, 999_999, 1024);

    assertThat(run(Optional.empty(), List.of("true"), limits).exitCode()).isZero();
  }

  @Test
  void whatOutgrowsTheMemoryLimitIsKilled() throws Exception {
    ContainerExit exit = shell("head -c 500m /dev/zero | tail");

    assertThat(exit.outOfMemory()).isTrue();
  }

  @Test
  void tmpCannotOutgrowTheMemory() throws Exception {
    ContainerExit exit = shell("head -c 100m /dev/zero > /tmp/x; stat -c %s /tmp/x");

    assertThat(exit.error()).contains("No space left");
    assertThat(exit.output().strip()).isEqualTo(String.valueOf(64 << 20));
  }

  @Test
  void timeLimitEndsWhatIgnoresTerm() throws Exception {
    ContainerExit exit =
        run(
            Optional.empty(),
            List.of("sh", "-c", "trap '' TERM; echo still here; while :; do sleep 1; done"),
            new ContainerRun.Limits(Duration.ofSeconds(3), 128L << 20, 64, 1, 1024));

    assertThat(exit.timedOut()).isTrue();
    assertThat(exit.exitCode()).isEqualTo(137);
    assertThat(exit.output()).isEqualTo("still here\n");
    assertThat(exit.duration()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(20));
  }

  @Test
  void forkBombIsBounded() throws Exception {
    ContainerExit exit =
        run(
            Optional.empty(),
            List.of("sh", "-c", "b() { b | b & }; b; sleep 2"),
            new ContainerRun.Limits(Duration.ofSeconds(10), 128L << 20, 32, 1, 64 * 1024));

    assertThat(exit.error()).contains("Cannot fork");
  }

  @Test
  void floodOfOutputKeepsItsEnd() throws Exception {
    ContainerExit exit =
        run(
            Optional.empty(),
            List.of("sh", "-c", "head -c 200m /dev/zero | tr '\\0' x; echo the end"),
            new ContainerRun.Limits(Duration.ofMinutes(2), 128L << 20, 64, 1, 1000));

    assertThat(exit.output()).hasSize(1000).endsWith("xxthe end\n");
  }

  @Test
  void commandThatIsNotThereIsAnAnswer() throws Exception {
    ContainerExit exit = run(Optional.empty(), List.of("nosuchcommand"), LIMITS);

    assertThat(exit.exitCode()).isEqualTo(127);
    assertThat(exit.error()).contains("nosuchcommand");
  }

  @Test
  void imageThatIsNotThereIsAFailure() {
    ContainerRun run =
        new ContainerRun(
            "engine-it/nosuch:1", Optional.empty(), List.of(), Map.of(), LIMITS, TestInput.JOB);

    assertThatThrownBy(() -> containers().run(run))
        .isInstanceOfSatisfying(
            StepFailed.class, e -> assertThat(e.failure().kind()).isEqualTo(Kind.LASTING));
  }

  @Test
  void entrypointIsKeptReplacedOrCleared() throws Exception {
    String image = withEntrypoint();

    assertThat(output(image, Optional.empty())).isEqualTo("entry echo hello\n");
    assertThat(output(image, Optional.of(List.of("echo", "mine")))).isEqualTo("mine echo hello\n");
    assertThat(output(image, Optional.of(List.of()))).isEqualTo("hello\n");
  }

  @Test
  void interruptRemovesTheContainer() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread running = inBackground("sleep 3003", thrown);
    theContainer();

    running.interrupt();
    running.join(20_000);

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  private Thread inBackground(String script, AtomicReference<Throwable> thrown) {
    Thread running =
        new Thread(
            () -> {
              try {
                shell(script);
              } catch (StepFailed | InterruptedException | RuntimeException e) {
                thrown.set(e);
              }
            });
    running.start();
    return running;
  }

  /** The id of the one container of this test, as soon as it runs. */
  private String theContainer() throws InterruptedException {
    while (true) {
      List<Container> found =
          real.engine()
              .client()
              .listContainersCmd()
              .withLabelFilter(Labels.of(RealEngine.WORKER, TestInput.JOB))
              .exec();
      if (!found.isEmpty()) {
        return found.get(0).getId();
      }
      Thread.sleep(20);
    }
  }

  private Containers containers() {
    return new DockerContainers(real.engine(), real.calls(), RealEngine.WORKER);
  }

  private ContainerExit shell(String script) throws StepFailed, InterruptedException {
    return run(Optional.empty(), List.of("sh", "-c", script), LIMITS);
  }

  private ContainerExit run(
      Optional<List<String>> entrypoint, List<String> command, ContainerRun.Limits limits)
      throws StepFailed, InterruptedException {
    return containers()
        .run(
            new ContainerRun(
                RealEngine.BASE, entrypoint, command, Map.of(), limits, TestInput.JOB));
  }

  private String output(String image, Optional<List<String>> entrypoint)
      throws StepFailed, InterruptedException {
    return containers()
        .run(
            new ContainerRun(
                image, entrypoint, List.of("echo", "hello"), Map.of(), LIMITS, TestInput.JOB))
        .output();
  }

  private String withEntrypoint() throws Exception {
    String image = real.forgotten("engine-it/entrypoint:" + System.nanoTime());
    TestInput input =
        TestInput.building(
            folder,
            image,
            RealEngine.BASE,
            "FROM " + RealEngine.BASE + "\nENTRYPOINT [\"echo\", \"entry\"]\n");
    new DockerBuild(
            real.engine(),
            real.calls(),
            new DockerCredentials(),
            new Settings(folder, Map.of()),
            RealEngine.WORKER)
        .run(input);
    return image;
  }
}
