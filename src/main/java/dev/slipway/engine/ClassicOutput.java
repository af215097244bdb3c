package dev.slipway.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The output of the classic builder and of Podman: lines, with one before each instruction. */
final class ClassicOutput {
  /** Docker writes {@code Step 2/3 : RUN …}, Podman {@code STEP 2/3: RUN …}. */
  private static final Pattern STEP = Pattern.compile("(?i)^STEP \\d+(?:/\\d+)? ?: (.*)$");

  private final Tail tail = new Tail();
  private final LineSplitter lines;
  private final Consumer<String> printed;
  private String instruction;

  /**
   * @param printed takes the lines between the instructions
   */
  ClassicOutput(Consumer<String> log, Consumer<String> printed) {
    this.printed = printed;
    this.lines =
        new LineSplitter(
            line -> {
              log.accept(line);
              remember(line);
            });
  }

  private void remember(String line) {
    Matcher step = STEP.matcher(line);
    if (step.matches()) {
      instruction = step.group(1);
      tail.clear();
    } else {
      tail.add(line);
      printed.accept(line);
    }
  }

  void accept(byte[] piece) {
    lines.add(piece);
  }

  void end() {
    lines.end();
  }

  /** The instruction that ran last. */
  Optional<String> instruction() {
    return Optional.ofNullable(instruction);
  }

  List<String> tail() {
    return tail.lines();
  }
}
