package dev.slipway.cli;

import dev.slipway.job.OpenedSpec;
import dev.slipway.route.Preview;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway render}: the Dockerfile, on standard output. */
@Command(
    name = "render",
    mixinStandardHelpOptions = true,
    description = "Prints the Dockerfile of a spec; asks the base image's registry for its digest.")
final class RenderCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private Configuration configuration;

  @Parameters(paramLabel = "SPEC", description = "A spec file, or a folder or an archive with one.")
  private Path spec;

  @Override
  public Integer call() throws Exception {
    try (OpenedSpec opened = Home.open(spec)) {
      String dockerfile = Preview.dockerfile(configuration.read(), opened.spec());
      command.commandLine().getOut().print(dockerfile);
    }
    command.commandLine().getOut().flush();
    return ExitCode.SUCCESS;
  }
}
