package dev.slipway.smoke;

import dev.slipway.engine.ContainerExit;
import dev.slipway.smoke.Verdict.Check;
import dev.slipway.spec.Spec.CommandTest;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * One of the spec's {@code commandTests}.
 *
 * @param expectations what its output must and must not have
 */
record CommandCheck(CommandTest test, List<Expectation> expectations) {
  private static final int TAIL = 5;

  /** For one expression: a sane one takes milliseconds. */
  private static final Duration MATCHING = Duration.ofSeconds(10);

  /**
   * A regular expression that must, or must not, be found; {@code ^} and {@code $} match at every
   * line.
   */
  record Expectation(boolean ofError, boolean wanted, Pattern pattern) {
    /**
     * What does not hold; empty when it holds.
     *
     * @param atMost how long to look for the expression
     */
    String problem(ContainerExit exit, Duration atMost) throws InterruptedException {
      String stream = ofError ? "standard error" : "standard output";
      try {
        boolean found = TimedText.finds(pattern, ofError ? exit.error() : exit.output(), atMost);
        return found == wanted
            ? ""
            : stream + (wanted ? " has no match for: " : " has a match for: ") + pattern;
      } catch (TimeoutException e) {
        return stream + " takes too long to match: " + pattern;
      } catch (StackOverflowError e) {
        return stream + " is too long for the regular expression: " + pattern;
      }
    }
  }

  /**
   * @throws IllegalArgumentException when one of its texts is not a regular expression
   */
  static CommandCheck of(CommandTest test) {
    List<Expectation> all = new ArrayList<>();
    test.expectedOutput().forEach(regex -> all.add(expectation(false, true, regex)));
    test.excludedOutput().forEach(regex -> all.add(expectation(false, false, regex)));
    test.expectedError().forEach(regex -> all.add(expectation(true, true, regex)));
    test.excludedError().forEach(regex -> all.add(expectation(true, false, regex)));
    return new CommandCheck(test, all);
  }

  private static Expectation expectation(boolean ofError, boolean wanted, String regex) {
    return new Expectation(ofError, wanted, Pattern.compile(regex, Pattern.MULTILINE));
  }

  /**
   * Runs the command in a container of its own.
   *
   * @throws StepFailed when the engine cannot run containers; that it cannot run this command is a
   *     check that does not hold
   */
  Check run(TestContainer container, SmokeLog log) throws StepFailed, InterruptedException {
    List<String> command = new ArrayList<>(List.of(test.command()));
    command.addAll(test.args());
    ContainerExit exit;
    try {
      exit = container.runAlone(command, test.envVars());
    } catch (StepFailed e) {
      return notRun(e);
    }
    log.output(test.name() + ": " + String.join(" ", command), exit.output(), exit.error());
    List<String> problems = problems(exit, container);
    if (!problems.isEmpty()) {
      Excerpt.tail(exit.output(), TAIL).forEach(line -> problems.add("standard output: " + line));
      Excerpt.tail(exit.error(), TAIL).forEach(line -> problems.add("standard error: " + line));
    }
    return new Check(test.name(), problems.isEmpty(), String.join("\n", problems), exit.duration());
  }

  private Check notRun(StepFailed e) throws StepFailed {
    Failure failure = e.failure();
    if (failure.kind() != Kind.LASTING && failure.kind() != Kind.TEST) {
      throw e;
    }
    return new Check(test.name(), false, failure.message(), Duration.ZERO);
  }

  private List<String> problems(ContainerExit exit, TestContainer container)
      throws InterruptedException {
    List<String> problems = new ArrayList<>();
    if (exit.timedOut() || exit.exitCode() != test.exitCode()) {
      problems.add(
          Limit.reached(exit, container.limits())
              .map(limit -> "it " + limit)
              .orElse("it " + ExitCode.text(exit.exitCode()) + ", expected " + test.exitCode()));
    }
    for (Expectation expectation : expectations) {
      problems.add(expectation.problem(exit, MATCHING));
    }
    problems.removeIf(String::isEmpty);
    return problems;
  }
}
