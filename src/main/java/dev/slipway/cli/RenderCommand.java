package dev.slipway.cli;

import dev.slipway.dockerfile.RenderDockerfile;
import dev.slipway.job.OpenedSpec;
import dev.slipway.packages.Lock;
import dev.slipway.packages.LockFile;
import dev.slipway.route.Preview;
import dev.slipway.settings.Settings;
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
    description = "Resolves a spec and prints its Dockerfile; builds nothing.")
final class RenderCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private Configuration configuration;

  @Parameters(paramLabel = "SPEC", description = "A spec file, or a folder or an archive with one.")
  private Path spec;

  @Override
  public Integer call() throws Exception {
    Settings settings = configuration.read();
    try (OpenedSpec opened = Home.open(spec, settings)) {
      Path given = opened.lock().orElse(opened.files().resolve(LockFile.NAME));
      Lock lock =
          Preview.lock(
              settings,
              opened.spec(),
              opened.files(),
              given,
              line -> command.commandLine().getErr().println(line));
      String dockerfile = RenderDockerfile.text(opened.spec(), opened.files(), lock);
      command.commandLine().getOut().print(dockerfile);
    }
    command.commandLine().getOut().flush();
    return ExitCode.SUCCESS;
  }
}
