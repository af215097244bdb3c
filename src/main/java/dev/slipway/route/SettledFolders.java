package dev.slipway.route;

import dev.slipway.job.FileTree;
import dev.slipway.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the folders of the inbox that their writers have left alone for a while, with all that is
 * in them. Hidden folders, links, and folders without a file are passed over.
 */
public final class SettledFolders {
  private static final Logger LOG = LoggerFactory.getLogger(SettledFolders.class);

  private final Path inbox;
  private final Set<Path> refused = ConcurrentHashMap.newKeySet();

  public SettledFolders(Settings settings) {
    this.inbox = settings.inbox();
  }

  /**
   * Those that may be taken now.
   *
   * @throws IOException when the inbox cannot be read
   */
  public List<File> list() throws IOException {
    Instant now = Instant.now();
    try (Stream<Path> paths = Files.list(inbox)) {
      return paths
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .filter(path -> FileTree.isSettled(path, now, SettledFiles.ALONE))
          .filter(this::isMovable)
          .map(Path::toFile)
          .toList();
    }
  }

  /** A rename changes the folder too: its entry for the folder above it. */
  private boolean isMovable(Path folder) {
    boolean movable = Files.isWritable(folder);
    if (movable) {
      refused.remove(folder);
    } else if (refused.add(folder)) {
      LOG.warn("{} is left where it is: the user who runs this may not write in it", folder);
    }
    return movable;
  }
}
