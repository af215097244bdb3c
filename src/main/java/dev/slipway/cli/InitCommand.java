package dev.slipway.cli;

import dev.slipway.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway init}: a commented starter spec. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = "Writes a commented starter spec; never over a file that is there.")
final class InitCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      defaultValue = "slipway.yaml",
      description = "Where to write it (default: ${DEFAULT-VALUE}).")
  private Path file;

  @Override
  public Integer call() throws IOException {
    if (Files.exists(file)) {
      throw new IOException(file + " is there already; name another file");
    }
    Files.writeString(file, SpecReader.starter(), StandardOpenOption.CREATE_NEW);
    command.commandLine().getOut().println("wrote " + file + "; next: slipway build " + file);
    return ExitCode.SUCCESS;
  }
}
