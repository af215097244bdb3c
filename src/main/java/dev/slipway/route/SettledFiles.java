package dev.slipway.route;

import dev.slipway.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * Lets a file through when its writer has left it alone for a while and nobody has it open for
 * writing. Unlike Camel's read locks it keeps no other file waiting, and leaves no file of its own.
 *
 * <p>Links are passed over, so that nobody has another's file read by dropping a link to it, and so
 * are devices, files that may not be read, and files that are still empty.
 */
public final class SettledFiles implements GenericFileFilter<File> {
  static final Duration ALONE = Duration.ofSeconds(3);

  private final OpenForWriting open;

  public SettledFiles(Settings settings) {
    this.open = new OpenForWriting(settings.inbox());
  }

  @Override
  public boolean accept(GenericFile<File> file) {
    try {
      Path path = file.getFile().toPath();
      PosixFileAttributes attributes =
          Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return isSettled(attributes, Instant.now())
          && Fitness.lacks(path, attributes).isEmpty()
          && !open.has(path);
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  static boolean isSettled(PosixFileAttributes attributes, Instant now) {
    return attributes.isRegularFile() && attributes.size() > 0 && isLeftAlone(attributes, now);
  }

  /** A time of change that lies in the future says only that two clocks differ. */
  static boolean isLeftAlone(PosixFileAttributes attributes, Instant now) {
    Duration age = Duration.between(attributes.lastModifiedTime().toInstant(), now);
    return age.abs().compareTo(ALONE) >= 0;
  }
}
