package dev.slipway.cli;

import dev.slipway.settings.SettingsInvalid;
import dev.slipway.spec.SpecReader;
import dev.slipway.step.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway check}: reads specs and says every problem; touches no engine. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Reads specs and says every problem with line and column; touches no engine.")
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private Configuration configuration;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  private static final class What {
    @Option(names = "--schema", description = "Print the JSON Schema of a spec.")
    private boolean schema;

    @Parameters(
        paramLabel = "SPEC",
        arity = "1..*",
        description = "Spec files, or folders and archives with one.")
    private List<Path> specs;
  }

  @Override
  public Integer call() throws IOException, SettingsInvalid {
    if (what.schema) {
      command.commandLine().getOut().print(SpecReader.schema());
      command.commandLine().getOut().flush();
      return ExitCode.SUCCESS;
    }
    List<CheckedSpec> results = CheckedSpec.checkAll(what.specs, configuration.read());
    print(results);
    return CheckedSpec.allValid(results) ? ExitCode.SUCCESS : ExitCode.INVALID;
  }

  private void print(List<CheckedSpec> results) throws IOException {
    if (json) {
      command.commandLine().getOut().println(Json.pretty().writeValueAsString(results));
      return;
    }
    for (CheckedSpec result : results) {
      if (result.valid()) {
        command.commandLine().getOut().println(result.spec() + ": valid");
      }
      result.printProblems(command.commandLine().getErr());
    }
  }
}
