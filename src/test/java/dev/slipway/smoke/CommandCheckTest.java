package dev.slipway.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.ContainerExit;
import dev.slipway.engine.ContainerRun;
import dev.slipway.engine.ContainerRun.Limits;
import dev.slipway.engine.Image;
import dev.slipway.image.ImageReference;
import dev.slipway.smoke.CommandCheck.Expectation;
import dev.slipway.smoke.Verdict.Check;
import dev.slipway.spec.Spec.CommandTest;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandCheckTest {
  @TempDir Path folder;

  private final ScriptedContainers containers = new ScriptedContainers();

  @Test
  void passesTheArgumentsAsTheyAreWithNoEntrypoint() throws Exception {
    containers.prints(0, "", "");
    List<String> args = List.of("-e", "cat(\"a b\"); # $(id) 'x'");

    run(new CommandTest("c", "Rscript", args, Map.of("A", "1 2"), N, N, N, N, 0));

    ContainerRun run = containers.runs.get(0);
    assertThat(run.entrypoint()).isEqualTo(Optional.of(List.of()));
    assertThat(run.command()).containsExactly("Rscript", "-e", "cat(\"a b\"); # $(id) 'x'");
    assertThat(run.env()).containsExactly(Map.entry("A", "1 2"));
  }

  @Test
  void findsExpressionsAnywhereAndAnchorsAtEveryLine() throws Exception {
    containers.prints(0, "one\ntwo\nthree\n", "warned\n");

    assertThat(run(expecting(List.of("wo", "^two$"), List.of("^tw$"), List.of("^warn"), N, 0)))
        .matches(Check::passed);
  }

  @Test
  void saysEverythingThatDoesNotHold() throws Exception {
    containers.prints(2, "one\n", "Error: no\n");

    Check check = run(expecting(List.of("two"), List.of("o.e"), List.of("yes"), List.of("no"), 0));

    assertThat(check.passed()).isFalse();
    assertThat(check.message().lines())
        .containsExactly(
            "it ended with exit code 2, expected 0",
            "standard output has no match for: two",
            "standard output has a match for: o.e",
            "standard error has no match for: yes",
            "standard error has a match for: no",
            "standard output: one",
            "standard error: Error: no");
  }

  @Test
  void takesTheExitCodeThatIsExpected() throws Exception {
    containers.prints(3, "", "").prints(0, "", "");

    assertThat(run(expecting(N, N, N, N, 3)).passed()).isTrue();
    assertThat(run(expecting(N, N, N, N, 3)).message())
        .isEqualTo("it ended with exit code 0, expected 3");
  }

  @Test
  void reportsACommandThatTheEngineCannotRunAsAFailedCheck() throws Exception {
    containers.refuses(new Failure(Kind.LASTING, "RUN_FAILED", "no such command", ""));

    Check check = run(expecting(N, N, N, N, 0));

    assertThat(check.passed()).isFalse();
    assertThat(check.message()).isEqualTo("no such command");
  }

  @Test
  void leavesAnEngineThatIsDownToTheJob() {
    containers.refuses(new Failure(Kind.ENGINE_DOWN, "ENGINE_DOWN", "no engine", ""));

    assertThatThrownBy(() -> run(expecting(N, N, N, N, 0)))
        .isInstanceOf(StepFailed.class)
        .hasMessageContaining("no engine");
  }

  @Test
  void survivesAnExpressionThatIsTooMuchForTheOutput() throws Exception {
    containers.prints(0, "a".repeat(1_000_000), "");

    assertThat(run(expecting(List.of("^(a|b)*c"), N, N, N, 0)).message())
        .startsWith("standard output is too long for the regular expression");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void expressionThatBacktracksWithoutEndDoesNotHold(boolean wanted) throws Exception {
    ContainerExit exit =
        new ContainerExit(0, false, false, "a".repeat(80), "", Duration.ofSeconds(1));
    Expectation endless = new Expectation(false, wanted, Pattern.compile("(.*a){25}b"));

    assertThat(endless.problem(exit, Duration.ofMillis(200)))
        .isEqualTo("standard output takes too long to match: (.*a){25}b");
  }

  @Test
  void refusesWhatIsNotARegularExpression() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandCheck.of(expecting(List.of("("), N, N, N, 0)));
  }

  private static final List<String> N = List.of();

  private static CommandTest expecting(
      List<String> output,
      List<String> notOutput,
      List<String> error,
      List<String> notError,
      int code) {
    return new CommandTest("c", "x", N, Map.of(), output, notOutput, error, notError, code);
  }

  private Check run(CommandTest test) throws Exception {
    ImageReference name = ImageReference.parse("demo/custom-r-ver:1.0");
    TestContainer container =
        new TestContainer(
            containers,
            new Image(name, "sha256:" + "1".repeat(64), 1),
            new Limits(Duration.ofMinutes(1), 1, 1, 1, 1),
            TestJob.ID);
    try (SmokeLog log = SmokeLog.create(folder.resolve("smoke.log"), line -> {})) {
      return CommandCheck.of(test).run(container, log);
    }
  }
}
