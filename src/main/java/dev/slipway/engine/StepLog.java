package dev.slipway.engine;

import dev.slipway.step.StepInput;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A step's log: every line goes to a file of the job's folder and to whoever watches, as it
 * happens. A new attempt starts it anew.
 */
final class StepLog implements Consumer<String>, Closeable {
  /** What colours and moves the cursor on a terminal, and any other control character. */
  private static final Pattern CONTROL =
      Pattern.compile("\u001B\\[[0-9;?]*[ -/]*[@-~]|[\\p{Cntrl}&&[^\t]]");

  private final StepInput input;
  private final BufferedWriter file;

  /**
   * @param name the file's name in the job's folder, {@code build.log}
   */
  StepLog(StepInput input, String name) {
    this.input = input;
    try {
      this.file = Files.newBufferedWriter(input.folder().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void accept(String line) {
    String clean = CONTROL.matcher(line).replaceAll("");
    try {
      file.write(clean);
      file.newLine();
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    input.progress(clean);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
