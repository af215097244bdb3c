package dev.slipway.route;

import dev.slipway.engine.Budget;
import dev.slipway.engine.Containers;
import dev.slipway.engine.DockerContainers;
import dev.slipway.engine.DockerCredentials;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineCalls;
import dev.slipway.engine.EngineDisk;
import dev.slipway.engine.Leftovers;
import dev.slipway.engine.RegistryBaseImages;
import dev.slipway.engine.RegistryClient;
import dev.slipway.engine.Worker;
import dev.slipway.job.Folders;
import dev.slipway.packages.BaseImages;
import dev.slipway.packages.github.GitHub;
import dev.slipway.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** What steps are made of, under the names that {@code routes/steps.camel.yaml} uses. */
final class Parts {
  private Parts() {}

  /** Binds them all; nothing here needs a running engine. */
  static void bind(CamelContext context, Settings settings) {
    Engine engine = new Engine(settings.dockerHost());
    EngineCalls calls = new CamelDockerCalls(context, engine);
    DockerCredentials credentials = new DockerCredentials();
    RegistryClient registries = new RegistryClient(credentials, calls);
    Worker worker = worker(settings);
    BaseImages baseImages =
        new RegistryBaseImages(registries, engine, calls, worker, settings.cache());
    Containers containers = new DockerContainers(engine, calls, worker);
    Registry registry = context.getRegistry();
    registry.bind("settings", settings);
    registry.bind("engine", engine);
    registry.bind("engine-calls", calls);
    registry.bind("docker-credentials", credentials);
    registry.bind("registry-client", registries);
    registry.bind("base-images", baseImages);
    registry.bind("containers", containers);
    registry.bind("worker", worker);
    registry.bind("leftovers", new Leftovers(engine, calls, worker));
    registry.bind("budget", new Budget(engine, calls, registries, settings));
    registry.bind(
        "git-hub",
        new GitHub(
            URI.create(settings.github()),
            GitHub::environmentToken,
            settings.cache().resolve("github")));
    Room room = new Room(settings, new EngineDisk(engine, calls));
    Watchdog watchdog = new Watchdog();
    registry.bind("room", room);
    registry.bind("disk-check", new DiskCheck(room));
    registry.bind("watchdog", watchdog);
    registry.bind("in-flight", new InFlight());
    registry.bind("steps", new Steps(watchdog, room));
  }

  private static Worker worker(Settings settings) {
    try {
      return Folders.worker(settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
