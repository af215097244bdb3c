package dev.slipway.cli;

import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.settings.SettingsInvalid;
import dev.slipway.settings.SettingsReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say where the operator's configuration comes from. */
final class Configuration {
  private static final Path SANDBOX = Home.folder().resolve("src/sandbox/slipway.properties");

  @ArgGroup(exclusive = true)
  private Source source = new Source();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of the configuration, for example slipway.registry=ghcr.io/acme.")
  private Map<String, String> set = new LinkedHashMap<>();

  private static final class Source {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Read this configuration instead of slipway.properties here.")
    private Path file;

    @Option(names = "--sandbox", description = "Use the sandbox's configuration.")
    private boolean sandbox;
  }

  /** Sets a key as {@code --set} does, for an option that stands for it. */
  void set(Key key, String value) {
    set.put(key.property(), value);
  }

  /** Reads it all. */
  Settings read() throws SettingsInvalid {
    return read(source.sandbox ? Optional.of(SANDBOX) : Optional.ofNullable(source.file), set);
  }

  /** The sandbox's configuration, with those keys set. */
  static Settings sandbox(Map<String, String> set) throws SettingsInvalid {
    return read(Optional.of(SANDBOX), set);
  }

  private static Settings read(Optional<Path> file, Map<String, String> set)
      throws SettingsInvalid {
    Path here = Path.of("").toAbsolutePath();
    return new SettingsReader(here, System.getenv()).read(file, set);
  }
}
