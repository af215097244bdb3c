package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BuildFailureTest {
  @Test
  void linesThatMatterAreFoundAmongManyThatDoNot() {
    BuildOutput output = failing("fatal error: libxml/tree.h: No such file or directory", 100);

    assertThat(BuildFailure.of(output).lines())
        .contains("fatal error: libxml/tree.h: No such file or directory", "line 99")
        .doesNotContain("line 50")
        .hasSizeLessThan(10);
  }

  @Test
  void longInstructionIsCut() {
    BuildOutput output = new BuildOutput(line -> {});
    stream(output, "Step 2/2 : RUN " + "x".repeat(1000));
    error(output);

    assertThat(BuildFailure.of(output).message()).hasSizeLessThan(250).endsWith("exit code 1");
  }

  @Test
  void kindComesFromTheLog() {
    Failure failure = BuildFailure.of(failing("E: Unable to locate package libnosuch", 3));

    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.code()).isEqualTo("APT_PACKAGE_UNKNOWN");
  }

  @Test
  void packageThatCouldNotBeInstalledIsAFailureThoughRWentOn() {
    BuildOutput output = new BuildOutput(ignored -> {});
    stream(output, "Step 2/2 : RUN Rscript -e 'install.packages(\"x\")'");
    stream(output, "x.c:1:10: fatal error: x.h: No such file or directory");
    stream(output, "cannot open URL 'http://cran.example/x.tar.gz'");
    stream(output, "  installation of package ‘x’ had non-zero exit status");
    stream(output, "all is well");

    Failure failure = BuildFailure.ofInstallation(output);

    assertThat(output.error()).isEmpty();
    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.code()).isEqualTo("PACKAGE_NOT_INSTALLED");
    assertThat(failure.lines())
        .contains("x.c:1:10: fatal error: x.h: No such file or directory")
        .endsWith("  installation of package ‘x’ had non-zero exit status");
  }

  @Test
  void instructionThatNamesTheWarningIsNoFailure() {
    BuildOutput output = new BuildOutput(ignored -> {});
    stream(output, "Step 2/2 : RUN grep 'installation of package x had non-zero exit status' log");

    assertThat(output.failedInstallation()).isEmpty();
  }

  private static BuildOutput failing(String line, int more) {
    BuildOutput output = new BuildOutput(ignored -> {});
    stream(output, "Step 2/2 : RUN x");
    stream(output, line);
    IntStream.range(0, more).forEach(i -> stream(output, "line " + i));
    error(output);
    return output;
  }

  private static void stream(BuildOutput output, String line) {
    output.accept(JsonNodeFactory.instance.objectNode().put("stream", line + "\n"));
  }

  private static void error(BuildOutput output) {
    output.accept(
        JsonNodeFactory.instance
            .objectNode()
            .put("error", "The command '/bin/sh -c x' returned a non-zero code: 1"));
  }
}
