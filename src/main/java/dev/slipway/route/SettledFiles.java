package dev.slipway.route;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * Lets a file through when its writer has left it alone for a while. Unlike Camel's read locks it
 * keeps no other file waiting, and leaves no file of its own.
 *
 * <p>Links are passed over, so that nobody has another's file read by dropping a link to it, and so
 * are devices and files that are still empty.
 */
public final class SettledFiles implements GenericFileFilter<File> {
  static final Duration ALONE = Duration.ofSeconds(3);

  @Override
  public boolean accept(GenericFile<File> file) {
    return isSettled(file.getFile(), Instant.now());
  }

  /** A time of change that lies in the future says only that two clocks differ. */
  static boolean isSettled(File file, Instant now) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file.toPath(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Duration age = Duration.between(attributes.lastModifiedTime().toInstant(), now);
      return attributes.isRegularFile() && attributes.size() > 0 && age.abs().compareTo(ALONE) >= 0;
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }
}
