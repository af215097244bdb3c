package dev.slipway.cli;

import dev.slipway.route.SlipwayCamel;
import dev.slipway.settings.Settings;
import dev.slipway.step.StepFailed;
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
    try (SlipwayCamel camel =
        SlipwayCamel.start(Home.folder(), settings, new JobLog(), SlipwayCamel.Mode.SERVICE)) {
      LOG.info("watching {}; results go to {}", settings.inbox(), settings.outbox());
      warnWithoutEngine(camel);
      camel.awaitStop();
    }
    return ExitCode.SUCCESS;
  }

  /** Jobs wait for the engine; whoever started the service should know. */
  private static void warnWithoutEngine(SlipwayCamel camel) throws InterruptedException {
    try {
      camel.requireEngine();
    } catch (StepFailed e) {
      LOG.warn("jobs wait: {}; {}", e.getMessage(), e.failure().hint());
    }
  }
}
