package dev.slipway.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code slipway} as a process of its own, with an environment of its own. */
public final class CommandLine implements AutoCloseable {
  private final Path output;
  private final Process process;

  /**
   * Starts it.
   *
   * @param folder its working folder
   */
  public CommandLine(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    this.output = Files.createTempFile(folder, "output", ".txt");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Dslipway.home=" + Path.of("").toAbsolutePath());
    // As shipped; the tests' own, which is on the class path too, is quieter.
    line.add("-Dlogback.configurationFile=" + Path.of("src/main/resources/logback.xml").toUri());
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.slipway.Main"));
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    this.process = builder.start();
  }

  /** Waits for its end and gives its exit code. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      throw new AssertionError("slipway has not ended");
    }
    return process.exitValue();
  }

  /** Everything that it has printed so far, on both streams. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** Waits until it has printed that. */
  public void awaitOutput(String text) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!output().contains(text)) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new AssertionError("never printed \"" + text + "\" but:\n" + output());
      }
      Thread.sleep(50);
    }
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
