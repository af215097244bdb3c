package dev.slipway.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code slipway} as a process that a test can kill, stop, or run as somebody else. */
final class Child implements AutoCloseable {
  private final Path output;
  private final Process process;

  private Child(Path output, Process process) {
    this.output = output;
    this.process = process;
  }

  /** How to start one. */
  static final class Starting {
    private final Place place;
    private final List<String> before = new ArrayList<>();
    private final List<String> java = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new java.util.HashMap<>();
    private Path logging = Path.of("src/main/resources/logback.xml");

    private Starting(Place place) {
      this.place = place;
    }

    /** Words before {@code java}: {@code setpriv …}. */
    Starting through(String... words) {
      Collections.addAll(before, words);
      return this;
    }

    /** Options of Java. */
    Starting java(String... options) {
      Collections.addAll(java, options);
      return this;
    }

    /** {@code --set KEY=VALUE}. */
    Starting set(String key, String value) {
      arguments.add("--set");
      arguments.add(key + "=" + value);
      return this;
    }

    Starting environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Another configuration of the log. */
    Starting logging(Path file) {
      logging = file;
      return this;
    }

    /** Starts {@code slipway run} and waits until it watches its inbox. */
    Child run() throws IOException, InterruptedException {
      Child child = start();
      child.awaitOutput("watching");
      return child;
    }

    /** Starts {@code slipway run}. */
    Child start() throws IOException {
      Path home = place.root().resolve("home");
      if (!Files.exists(home)) {
        FaultHome.in(home);
      }
      Path output = Files.createTempFile(place.root(), "output-", ".txt");
      List<String> line = new ArrayList<>(before);
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      // As the launcher starts it.
      line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
      line.addAll(java);
      line.add("-Dslipway.home=" + home);
      line.add("-Dlogback.configurationFile=" + logging.toAbsolutePath());
      line.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.slipway.Main"));
      line.addAll(List.of("run", "--config"));
      line.add(Path.of("src/sandbox/slipway.properties").toAbsolutePath().toString());
      line.addAll(arguments);
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(place.root().toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      return new Child(output, builder.start());
    }
  }

  /** Of a service with those folders. */
  static Starting of(Place place) {
    return new Starting(place);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Everything that it has printed. */
  String output() throws IOException {
    return Files.readString(output);
  }

  /** Waits until it has printed that. */
  void awaitOutput(String text) throws IOException, InterruptedException {
    Place.await(
        "\"" + text + "\" in the output:\n" + output(),
        () -> {
          if (!output().contains(text) && !process.isAlive()) {
            throw new AssertionError("it ended without \"" + text + "\":\n" + output());
          }
          return output().contains(text);
        });
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Sends SIGKILL and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits for its end and gives its exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      throw new AssertionError("slipway has not ended");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
