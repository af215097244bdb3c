package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.outbox.Outbox;
import dev.slipway.route.SlipwayCamel;
import dev.slipway.settings.Key;
import dev.slipway.step.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway build}: runs specs once, with progress. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = "Runs specs once, with progress, and exits when the last has ended.")
final class BuildCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private Configuration configuration;

  @Parameters(
      paramLabel = "SPEC",
      arity = "1..*",
      description = "Spec files, or folders and archives with one.")
  private List<Path> specs;

  @Option(
      names = "--json",
      description = "Print the results as JSON; progress goes to standard error.")
  private boolean json;

  @Option(
      names = "--locked",
      description = "Take the packages from each spec's lock; never resolve anew.")
  private boolean locked;

  @Override
  public Integer call() throws Exception {
    List<CheckedSpec> checked = CheckedSpec.checkAll(specs, configuration.read());
    if (!CheckedSpec.allValid(checked)) {
      checked.forEach(spec -> spec.printProblems(command.commandLine().getErr()));
      return ExitCode.INVALID;
    }
    if (locked) {
      configuration.set(Key.LOCKED, "true");
    }
    ProgressPrinter progress = new ProgressPrinter(command.commandLine().getErr());
    run(progress);
    if (json) {
      printResults(progress.ended());
    }
    long succeeded = progress.ended().stream().filter(ProgressPrinter.Ended::succeeded).count();
    return succeeded == specs.size() ? ExitCode.SUCCESS : ExitCode.FAILED;
  }

  private void run(ProgressPrinter progress) throws Exception {
    try (SlipwayCamel camel =
        SlipwayCamel.start(
            Home.folder(), configuration.read(), progress, SlipwayCamel.Mode.ONE_SHOT)) {
      camel.requireEngine();
      List<CompletableFuture<?>> jobs = new ArrayList<>();
      for (Path spec : specs) {
        jobs.add(camel.submit(spec));
      }
      CompletableFuture.allOf(jobs.toArray(CompletableFuture<?>[]::new)).join();
    }
  }

  private void printResults(List<ProgressPrinter.Ended> ended) throws IOException {
    List<JsonNode> results = new ArrayList<>();
    for (ProgressPrinter.Ended job : ended) {
      Path file = job.folder().path().resolve(Outbox.RESULT);
      results.add(Json.mapper().readTree(file.toFile()));
    }
    command.commandLine().getOut().println(Json.pretty().writeValueAsString(results));
  }
}
