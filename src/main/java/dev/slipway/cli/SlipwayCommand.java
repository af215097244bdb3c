package dev.slipway.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code slipway}: the commands. */
@Command(
    name = "slipway",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Turns a short spec into a tested, pushed R container image and its cluster.json.",
    subcommands = {
      BuildCommand.class,
      RunCommand.class,
      CheckCommand.class,
      ResolveCommand.class,
      RenderCommand.class,
      InitCommand.class,
      JobsCommand.class,
      RetryCommand.class,
      CancelCommand.class,
      SandboxCommand.class,
      DemoCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every job succeeded",
      "1:a job failed, or something that it needs is not there",
      "2:the command line, the configuration or a spec is not valid"
    })
public final class SlipwayCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs the command line and gives its exit code. */
  public static int execute(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    return new CommandLine(new SlipwayCommand()).setExecutionExceptionHandler(new ExitCode());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }
}
