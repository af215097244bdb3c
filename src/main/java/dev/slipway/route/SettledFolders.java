package dev.slipway.route;

import dev.slipway.job.FileTree;
import dev.slipway.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the folders of the inbox that their writers have left alone for a while, with all that is
 * in them. Hidden folders, links, and folders without a file are passed over.
 *
 * <p>As it sees all that is there, it also says what will never be taken, and why.
 */
public final class SettledFolders {
  private final Path inbox;
  private final OpenForWriting open;
  private final LeftThere left = new LeftThere();

  public SettledFolders(Settings settings) {
    this.inbox = settings.inbox();
    this.open = new OpenForWriting(inbox);
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
          .filter(path -> isTakable(path, now))
          .map(Path::toFile)
          .toList();
    }
  }

  private boolean isTakable(Path path, Instant now) {
    try {
      PosixFileAttributes attributes =
          Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isDirectory()) {
        return SettledFiles.isLeftAlone(attributes, now)
            && isFit(path, attributes)
            && FileTree.isSettled(path, now, SettledFiles.ALONE)
            && !open.has(path);
      }
      if (!attributes.isRegularFile() || SettledFiles.isSettled(attributes, now)) {
        isFit(path, attributes);
      }
      return false;
    } catch (IOException e) {
      // It is gone since, or nobody may look.
      return false;
    }
  }

  private boolean isFit(Path path, PosixFileAttributes attributes) {
    Optional<String> lacks = Fitness.lacks(path, attributes);
    lacks.ifPresentOrElse(why -> left.because(path, why), () -> left.forget(path));
    return lacks.isEmpty();
  }
}
