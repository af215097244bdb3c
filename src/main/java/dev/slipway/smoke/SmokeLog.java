package dev.slipway.smoke;

import dev.slipway.smoke.Verdict.Check;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** {@code smoke.log}: what the checks printed and how each one went, as it happens. */
final class SmokeLog implements AutoCloseable {
  private static final int OUTPUT_LINES = 200;

  private final BufferedWriter out;
  private final Consumer<String> progress;

  private SmokeLog(BufferedWriter out, Consumer<String> progress) {
    this.out = out;
    this.progress = progress;
  }

  /** Begins the log anew: a step that runs again replaces what its last run left. */
  static SmokeLog create(Path file, Consumer<String> progress) throws IOException {
    return new SmokeLog(Files.newBufferedWriter(file), progress);
  }

  void line(String line) {
    try {
      out.write(line);
      out.newLine();
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of what a container printed. */
  void output(String title, String output, String error) {
    line("");
    line("== " + title);
    stream("standard output", output);
    stream("standard error", error);
  }

  private void stream(String name, String text) {
    List<String> lines = Excerpt.tail(text, OUTPUT_LINES);
    if (!lines.isEmpty()) {
      line("-- " + name);
      lines.forEach(this::line);
    }
  }

  void check(Check check) {
    String verdict = check.passed() ? "ok    " : "FAILED";
    line(
        String.format(
            Locale.ROOT,
            "%s %s (%.1f s)",
            verdict,
            check.name(),
            check.duration().toMillis() / 1000.0));
    Excerpt.head(check.message(), OUTPUT_LINES).forEach(line -> line("         " + line));
    progress.accept(
        check.passed()
            ? "ok " + check.name()
            : "FAILED " + check.name() + ": " + Excerpt.line(check.message()));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
