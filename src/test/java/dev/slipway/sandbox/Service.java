package dev.slipway.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.job.Ending;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JobWatcher;
import dev.slipway.outbox.Outbox;
import dev.slipway.route.SlipwayCamel;
import dev.slipway.settings.Settings;
import dev.slipway.settings.SettingsReader;
import dev.slipway.step.Failure;
import dev.slipway.step.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The service on the sandbox's engine, registry and repository, with folders of its own. */
public final class Service implements AutoCloseable, JobWatcher {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Settings settings;
  private final SlipwayCamel camel;
  private final Map<String, JsonNode> results = new HashMap<>();
  private final List<String> retried = new ArrayList<>();

  /**
   * @param folder where inbox, work and outbox go
   * @param set what differs from the sandbox's configuration
   */
  public Service(Path folder, Map<String, String> set) throws Exception {
    Path properties = Path.of("src/sandbox/slipway.properties").toAbsolutePath();
    this.settings = new SettingsReader(folder, Map.of()).read(Optional.of(properties), set);
    this.camel = SlipwayCamel.start(Path.of(""), settings, this, SlipwayCamel.Mode.SERVICE);
  }

  /** Drops a spec and waits for its result. */
  public JsonNode run(String spec) throws IOException, InterruptedException {
    drop("spec.yaml", spec);
    return await("spec.yaml");
  }

  /** Drops a spec into the inbox, whole. */
  public void drop(String name, String spec) throws IOException {
    Path hidden = Files.writeString(settings.inbox().resolve("." + name), spec);
    Files.move(hidden, settings.inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Drops a folder into the inbox, whole: files by their paths in it. */
  public void drop(String name, Map<String, String> files) throws IOException {
    Path hidden = settings.inbox().resolve("." + name);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path target = hidden.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
    Files.move(hidden, settings.inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Waits for the result of the spec of that file name. */
  public synchronized JsonNode await(String name) throws InterruptedException {
    await(() -> results.containsKey(name), name + " has not ended");
    return results.remove(name);
  }

  private void await(BooleanSupplier holds, String otherwise) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(otherwise + " within " + PATIENCE);
      }
      wait(left);
    }
  }

  /** The folder of a job in the outbox. */
  public Path outbox(JsonNode result) {
    return settings.outbox().resolve(result.get("job").asText());
  }

  /** Waits until an attempt at that step has failed and will be made again. */
  public synchronized void awaitRetry(String step) throws InterruptedException {
    await(() -> retried.contains(step), step + " is not tried again");
  }

  public Settings settings() {
    return settings;
  }

  @Override
  public synchronized void attemptFailed(
      String jobId, String step, Failure failure, Optional<Duration> tryAgainAfter) {
    if (tryAgainAfter.isPresent()) {
      retried.add(step);
      notifyAll();
    }
  }

  @Override
  public synchronized void ended(JobFolder outbox, Ending ending) {
    try {
      JsonNode result = Json.mapper().readTree(outbox.path().resolve(Outbox.RESULT).toFile());
      results.put(result.get("spec").asText(), result);
      notifyAll();
    } catch (IOException e) {
      throw new AssertionError("a job ended without a result", e);
    }
  }

  @Override
  public void close() throws IOException {
    camel.close();
  }
}
