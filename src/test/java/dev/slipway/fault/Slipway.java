package dev.slipway.fault;

import dev.slipway.job.JobWatcher;
import dev.slipway.route.SlipwayCamel;
import dev.slipway.settings.Settings;
import dev.slipway.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The service in this process, with the sandbox's configuration. */
final class Slipway implements AutoCloseable {
  private final SlipwayCamel camel;

  private Slipway(SlipwayCamel camel) {
    this.camel = camel;
  }

  /**
   * Starts it.
   *
   * @param place its folders; {@code home} beside them is made when it is not there
   * @param set what differs from the sandbox's configuration
   */
  static Slipway start(Place place, Map<String, String> set) throws Exception {
    Path home = place.root().resolve("home");
    if (!Files.exists(home)) {
      FaultHome.in(home);
    }
    Path properties = Path.of("src/sandbox/slipway.properties").toAbsolutePath();
    Settings settings =
        new SettingsReader(place.root(), Map.of()).read(Optional.of(properties), set);
    return new Slipway(
        SlipwayCamel.start(home, settings, new JobWatcher() {}, SlipwayCamel.Mode.SERVICE));
  }

  @Override
  public void close() throws IOException {
    camel.close();
  }
}
