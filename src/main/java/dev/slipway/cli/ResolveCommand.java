package dev.slipway.cli;

import dev.slipway.job.OpenedSpec;
import dev.slipway.packages.Lock;
import dev.slipway.packages.LockFile;
import dev.slipway.route.Preview;
import dev.slipway.settings.Settings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway resolve}: what an image would be made of. */
@Command(
    name = "resolve",
    mixinStandardHelpOptions = true,
    description =
        "Prints every R package, version and system library of a spec's image; builds nothing.")
final class ResolveCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private Configuration configuration;

  @Parameters(paramLabel = "SPEC", description = "A spec file, or a folder or an archive with one.")
  private Path spec;

  @Option(names = "--json", description = "Print the lock as JSON, as lock.json has it.")
  private boolean json;

  @Option(
      names = "--save",
      description = "Keep the lock beside the spec, where `build` and the inbox find it.")
  private boolean save;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = command.commandLine().getOut();
    Settings settings = configuration.read();
    try (OpenedSpec opened = Home.open(spec, settings)) {
      Lock lock =
          Preview.resolve(
              settings,
              opened.spec(),
              opened.files(),
              line -> command.commandLine().getErr().println(line));
      if (save) {
        Path file = OpenedSpec.lockOf(spec);
        Files.writeString(file, LockFile.text(lock));
        command.commandLine().getErr().println("kept in " + file);
      }
      out.print(json ? LockFile.text(lock) : LockTable.of(lock));
    }
    out.flush();
    return ExitCode.SUCCESS;
  }
}
