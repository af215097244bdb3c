package dev.slipway.cli;

import dev.slipway.route.SlipwayCamel;
import dev.slipway.settings.Settings;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code slipway run}: the service. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Watches the inbox until it is stopped; SIGTERM lets running steps end first.")
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger("slipway");

  @Mixin private Configuration configuration;

  @Override
  public Integer call() throws Exception {
    Settings settings = configuration.read();
    SlipwayCamel camel =
        SlipwayCamel.start(Home.folder(), settings, new JobLog(), SlipwayCamel.Mode.SERVICE);
    LOG.info("watching {}; results go to {}", settings.inbox(), settings.outbox());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(camel), "drain"));
    Thread.currentThread().join();
    return ExitCode.SUCCESS;
  }

  private static void drain(SlipwayCamel camel) {
    LOG.info("stopping: no new work; what runs may end");
    try {
      camel.close();
    } catch (IOException e) {
      LOG.error("stopping went wrong", e);
    }
    LOG.info("stopped");
  }
}
