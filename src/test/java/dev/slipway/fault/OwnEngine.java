package dev.slipway.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A Docker engine of a test's own, which it may stop, kill and fill. Needs root and dockerd. */
final class OwnEngine implements AutoCloseable {
  /** Of the bridge: two engines at once have two. */
  private final int number = ThreadLocalRandom.current().nextInt(256);

  private final Path folder;
  private final Path data;
  private Optional<Process> process = Optional.empty();

  /**
   * @param folder for its state
   * @param data for its images
   */
  OwnEngine(Path folder, Path data) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.data = Files.createDirectories(data);
  }

  /** Its address, whether it runs or not. */
  String host() {
    return "unix://" + socket();
  }

  private Path socket() {
    return folder.resolve("docker.sock");
  }

  /** Starts it and waits until it answers. */
  void start() throws IOException, InterruptedException {
    makeBridge();
    process =
        Optional.of(
            new ProcessBuilder(
                    "dockerd",
                    "--host=" + host(),
                    "--data-root=" + data,
                    "--exec-root=" + folder.resolve("exec"),
                    "--pidfile=" + folder.resolve("pid"),
                    "--bridge=" + bridge(),
                    "--iptables=false",
                    "--ip-masq=false",
                    "--ip-forward=false")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start());
    Place.await("the engine answers; its log is " + log(), () -> answers());
  }

  /**
   * An engine that is to have no bridge at all removes docker0, which another engine needs. The
   * address is one for benchmarks (RFC 2544), which no real network has.
   */
  private void makeBridge() throws IOException, InterruptedException {
    if (!hasBridge()) {
      Shell.run("ip", "link", "add", bridge(), "type", "bridge");
      Shell.run("ip", "address", "add", "198.18." + number + ".1/24", "dev", bridge());
    }
  }

  private String bridge() {
    return "slipway-it" + number;
  }

  private boolean hasBridge() {
    return Files.exists(Path.of("/sys/class/net", bridge()));
  }

  /** What it logs. */
  Path log() {
    return folder.resolve("log");
  }

  /** Runs the docker command on it. */
  String docker(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("docker", "--host=" + host()));
    line.addAll(List.of(arguments));
    return Shell.run(line.toArray(String[]::new));
  }

  private boolean answers() throws IOException {
    try {
      docker("version");
      return true;
    } catch (AssertionError e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Sends SIGKILL; what it ran is gone with its next start. */
  void kill() throws InterruptedException {
    process.orElseThrow().destroyForcibly().waitFor();
  }

  /** Sends a signal, {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    Shell.run("kill", "-" + name, String.valueOf(process.orElseThrow().pid()));
  }

  @Override
  public void close() throws IOException {
    try {
      end();
    } catch (InterruptedException e) {
      throw new IOException("the engine has not ended", e);
    }
  }

  private void end() throws IOException, InterruptedException {
    if (process.isPresent()) {
      process.get().destroy();
      if (!process.get().waitFor(20, TimeUnit.SECONDS)) {
        kill();
      }
    }
    endContainerd();
    // Those that it mounted last are listed last, and may be below others.
    List<String> mounts = new ArrayList<>(Files.readAllLines(Path.of("/proc/self/mounts")));
    Collections.reverse(mounts);
    for (String mount : mounts) {
      String at = mount.split(" ")[1];
      if (at.startsWith(folder + "/")) {
        Shell.run("umount", "--lazy", at);
      }
    }
    if (hasBridge()) {
      Shell.run("ip", "link", "delete", bridge());
    }
    Shell.run("rm", "-rf", "--one-file-system", folder.toString());
  }

  /** An engine that was killed leaves its containerd behind. */
  private void endContainerd() throws IOException, InterruptedException {
    Path file = folder.resolve("exec/containerd/containerd.pid");
    try {
      long pid = Long.parseLong(Files.readString(file).strip());
      Optional<ProcessHandle> left =
          ProcessHandle.of(pid)
              .filter(one -> one.info().commandLine().orElse("").contains(folder.toString()));
      left.ifPresent(ProcessHandle::destroy);
      Place.await("containerd ends", () -> left.filter(ProcessHandle::isAlive).isEmpty());
    } catch (NoSuchFileException e) {
      // It has ended with its engine.
    }
  }
}
