package dev.slipway.fault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.step.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The folders of a service as its users see them: they drop something, and look what comes out.
 *
 * @param root the working folder
 */
record Place(Path root) {
  /** What a work folder keeps beside its jobs. */
  private static final Set<String> STATE = Set.of(".lock", ".worker", ".retry.lock");

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Something that is waited for. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException;
  }

  Place {
    try {
      for (String folder : List.of("inbox", "work", "outbox", "dead-letter")) {
        Files.createDirectories(root.resolve(folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path inbox() {
    return root.resolve("inbox");
  }

  Path work() {
    return root.resolve("work");
  }

  Path outbox() {
    return root.resolve("outbox");
  }

  Path deadLetter() {
    return root.resolve("dead-letter");
  }

  /** Drops a file, whole and untouched for long. */
  void drop(String name, String text) throws IOException {
    drop(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Drops a file, whole and untouched for long. */
  void drop(String name, byte[] bytes) throws IOException {
    Path hidden = Files.write(inbox().resolve("." + name), bytes);
    settle(hidden);
    Files.move(hidden, inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Drops a folder with those files, whole and untouched for long. */
  void drop(String name, Map<String, String> files) throws IOException {
    Path hidden = inbox().resolve("." + name);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path target = hidden.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
    settleAll(hidden);
    Files.move(hidden, inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Makes a file look as if its writer had left it alone for long. */
  static void settle(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private static void settleAll(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        settle(path);
      }
    }
  }

  /** Waits for the result of what was dropped under that name. */
  JsonNode result(String dropped) throws IOException, InterruptedException {
    return results(dropped, 1).get(0);
  }

  /** Waits for so many results of what was dropped under that name. */
  List<JsonNode> results(String dropped, int count) throws IOException, InterruptedException {
    await(count + " results of " + dropped, () -> results(dropped).size() >= count);
    return results(dropped);
  }

  private List<JsonNode> results(String dropped) throws IOException {
    return results().stream().filter(r -> r.path("spec").asText().equals(dropped)).toList();
  }

  /** Every result in the outbox, oldest first. */
  List<JsonNode> results() throws IOException {
    List<JsonNode> results = new ArrayList<>();
    for (Path folder : visible(outbox())) {
      results.add(Json.mapper().readTree(folder.resolve("result.json").toFile()));
    }
    return results;
  }

  /** The jobs that have not ended. */
  List<Path> jobs() throws IOException {
    return visible(work()).stream().filter(Files::isDirectory).toList();
  }

  /** The journals of the jobs that have not ended, as text. */
  String journals() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path job : jobs()) {
      try {
        text.append(Files.readString(job.resolve("journal.jsonl"), StandardCharsets.ISO_8859_1));
      } catch (NoSuchFileException e) {
        // It ended meanwhile.
      }
    }
    return text.toString();
  }

  /** The job's folder in the outbox. */
  Path outbox(JsonNode result) {
    return outbox().resolve(result.get("job").asText());
  }

  /** What is left where nothing may be left once every job has ended. */
  List<String> leftovers() throws IOException {
    List<String> left = new ArrayList<>();
    for (Path folder : List.of(work(), outbox(), deadLetter())) {
      try (Stream<Path> paths = Files.list(folder)) {
        paths
            .map(Path::getFileName)
            .map(Path::toString)
            .filter(name -> folder.equals(work()) || name.startsWith("."))
            .filter(name -> !STATE.contains(name))
            .forEach(name -> left.add(folder.getFileName() + "/" + name));
      }
    }
    return left;
  }

  static List<Path> visible(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.filter(path -> !path.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  /** Waits until something holds. */
  static void await(String what, Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
