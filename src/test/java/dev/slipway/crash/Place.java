package dev.slipway.crash;

import dev.slipway.job.FileTree;
import dev.slipway.settings.Settings;
import dev.slipway.settings.SettingsInvalid;
import dev.slipway.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The folders of one service that is killed, and its part of the registry.
 *
 * @param root its working folder
 * @param set what differs from the sandbox's configuration
 */
record Place(Path root, Map<String, String> set) {
  /** The sandbox's configuration. */
  static final Path CONFIGURATION = Path.of("src/sandbox/slipway.properties").toAbsolutePath();

  /**
   * A new one.
   *
   * @param registry below which its images are, whatever their names
   */
  static Place create(Path root, String registry) throws IOException {
    FileTree.delete(root);
    Files.createDirectories(root);
    return new Place(root, of(registry));
  }

  /** The same state of everything in a place of its own. */
  Place copy(Path to, String itsRegistry) throws IOException {
    FileTree.delete(to);
    Files.createDirectories(to.getParent());
    FileTree.copy(root, to);
    return new Place(to, of(itsRegistry));
  }

  /** The same with another value for a key. */
  Place with(String key, String value) {
    Map<String, String> more = new TreeMap<>(set);
    more.put(key, value);
    return new Place(root, more);
  }

  private static Map<String, String> of(String registry) {
    return Map.of("slipway.registry", registry, "slipway.workers", "1");
  }

  Settings settings() throws IOException {
    try {
      return new SettingsReader(root, Map.of()).read(Optional.of(CONFIGURATION), set);
    } catch (SettingsInvalid e) {
      throw new AssertionError(e);
    }
  }

  /** How many jobs have a result. */
  int ended() throws IOException {
    return names(settings().outbox()).size();
  }

  /** Whether nothing is in work. */
  boolean isIdle() throws IOException {
    return names(settings().work()).stream().allMatch(name -> name.startsWith("."));
  }

  private static List<String> names(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> path.getFileName().toString()).toList();
    }
  }
}
