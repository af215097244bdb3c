package dev.slipway.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Reads the arguments of every process of the machine again and again, the environments of all but
 * one, and the configurations of the engine's containers.
 */
final class ProcessWatch implements AutoCloseable {
  private static final Path CONTAINERS = Path.of("/var/lib/docker/containers");

  private final List<Canary> canaries;
  private final Set<Long> knowing = ConcurrentHashMap.newKeySet();
  private final Set<String> found = ConcurrentHashMap.newKeySet();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this::watch, "process-watch");
  private volatile boolean ended;

  ProcessWatch(List<Canary> canaries) {
    this.canaries = canaries;
    thread.setDaemon(true);
    thread.start();
  }

  /** The environment of that process may have the secrets: it was given them. */
  void knows(long pid) {
    knowing.add(pid);
  }

  /** Where which secret was found. */
  Set<String> found() {
    return found;
  }

  @Override
  public String toString() {
    return seen.size() + " processes and containers watched";
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    while (!ended) {
      ProcessHandle.allProcesses().forEach(this::look);
      containers();
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look(ProcessHandle process) {
    Path proc = Path.of("/proc", String.valueOf(process.pid()));
    read(proc.resolve("cmdline"));
    if (!knowing.contains(process.pid())) {
      read(proc.resolve("environ"));
    }
  }

  private void containers() {
    if (!Files.isDirectory(CONTAINERS)) {
      return;
    }
    try {
      for (Path container : Place.visible(CONTAINERS)) {
        for (String file : Set.of("config.v2.json", "hostconfig.json")) {
          read(container.resolve(file));
        }
      }
    } catch (IOException e) {
      // Nobody but root may look.
    }
  }

  private void read(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      if (!text.isEmpty()) {
        seen.add(file.toString());
      }
      for (Canary canary : canaries) {
        if (!canary.in(text).isEmpty()) {
          found.add(canary.name() + " in " + file + " of " + new HashSet<>(canary.in(text)).size());
        }
      }
    } catch (IOException e) {
      // It has ended.
    }
  }
}
