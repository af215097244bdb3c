package dev.slipway.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads the configuration: a properties file, then the environment, then {@code --set}; the later
 * wins.
 */
public final class SettingsReader {
  private static final String FILE = "slipway.properties";

  private final Path workingFolder;
  private final Map<String, String> environment;

  public SettingsReader(Path workingFolder, Map<String, String> environment) {
    this.workingFolder = workingFolder;
    this.environment = environment;
  }

  /**
   * Reads everything.
   *
   * @param file the file to read; without one, {@code slipway.properties} in the working folder if
   *     there
   * @param set {@code --set} options, key to value
   * @throws SettingsInvalid for an unknown key, a bad value, or a named file that cannot be read
   */
  public Settings read(Optional<Path> file, Map<String, String> set) throws SettingsInvalid {
    Map<Key, String> values = new EnumMap<>(Key.class);
    Path source = file.orElse(workingFolder.resolve(FILE));
    if (file.isPresent() || Files.exists(source)) {
      putAll(values, properties(source), source.toString());
    }
    for (Key key : Key.values()) {
      Optional.ofNullable(environment.get(key.variable()))
          .ifPresent(v -> values.put(key, v.strip()));
    }
    putAll(values, set, "--set");
    return new Settings(workingFolder, values);
  }

  private static Map<String, String> properties(Path file) throws SettingsInvalid {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsInvalid("cannot read the configuration " + file + ": " + e.getMessage());
    }
    Map<String, String> map = new TreeMap<>();
    properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
    return map;
  }

  private static void putAll(Map<Key, String> values, Map<String, String> from, String source)
      throws SettingsInvalid {
    for (Map.Entry<String, String> entry : from.entrySet()) {
      values.put(known(entry.getKey(), source), entry.getValue().strip());
    }
  }

  private static Key known(String property, String source) throws SettingsInvalid {
    return Key.of(property)
        .orElseThrow(
            () ->
                new SettingsInvalid(
                    source
                        + ": unknown key \""
                        + property
                        + "\"; the keys are "
                        + Arrays.stream(Key.values())
                            .map(Key::property)
                            .collect(Collectors.joining(", "))));
  }
}
