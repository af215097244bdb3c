package dev.slipway.engine;

import dev.slipway.packages.Allowance;
import dev.slipway.packages.Dcf;
import dev.slipway.packages.Distribution;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * What the files of an image tell of its distribution and its R, gathered from archives of them.
 *
 * <p>The first R that comes is taken, and files that a later layer changes or deletes are not gone
 * into: nobody does that to a base image, and the build checks what it finds in it.
 */
final class BaseFiles {
  private static final String OS_RELEASE = "os-release";
  private static final String PLACE = "etc/" + OS_RELEASE;

  /** Where the file may be when nothing is at its usual place. */
  static final String FALLBACK = "usr/lib/" + OS_RELEASE;

  private static final Pattern DESCRIPTION =
      Pattern.compile("(?:.*/)?lib(?:64)?/R/library/base/DESCRIPTION");
  private static final int LONGEST = 64 << 10;
  private static final int MOST_FILES = 100;
  private static final int MOST_LINKS = 8;

  private final Map<String, String> releases = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();
  private Optional<String> r;

  /**
   * @param r the version of R, if it is known without its files
   */
  BaseFiles(Optional<String> r) {
    this.r = r;
  }

  /**
   * Reads a tar archive until everything is known.
   *
   * @param folder where its names begin, {@code etc/}; empty for the root
   */
  void read(InputStream archive, String folder) throws IOException {
    Allowance plain = new Allowance(archive);
    TarArchiveInputStream tar = new TarArchiveInputStream(plain, StandardCharsets.UTF_8.name());
    TarArchiveEntry entry = isComplete() ? null : plain.next(tar);
    while (entry != null) {
      take(path("/", folder + entry.getName()), entry, tar);
      entry = isComplete() ? null : plain.next(tar);
    }
  }

  boolean isComplete() {
    return r.isPresent() && distribution().isPresent();
  }

  /** The version of the first R. */
  Optional<String> r() {
    return r;
  }

  Optional<Distribution> distribution() {
    return Optional.ofNullable(releases.get(osRelease()))
        .or(() -> Optional.ofNullable(releases.get(FALLBACK)))
        .map(OsRelease::read);
  }

  /** Where {@code /etc/os-release} is, as far as the links on the way to it are known. */
  String osRelease() {
    String at = PLACE;
    for (int i = 0; i < MOST_LINKS && links.containsKey(at); i++) {
      at = links.get(at);
    }
    return at;
  }

  private void take(String path, TarArchiveEntry entry, InputStream content) throws IOException {
    if (path.substring(path.lastIndexOf('/') + 1).startsWith(OS_RELEASE)) {
      takeRelease(path, entry, content);
    } else if (r.isEmpty() && isFile(entry) && DESCRIPTION.matcher(path).matches()) {
      r = version(text(content));
    }
  }

  /** The target may come before the link, so every file of such a name is kept. */
  private void takeRelease(String path, TarArchiveEntry entry, InputStream content)
      throws IOException {
    if (releases.size() + links.size() >= MOST_FILES) {
      return;
    }
    if (entry.isSymbolicLink()) {
      links.put(
          path, path("/" + path.substring(0, path.lastIndexOf('/') + 1), entry.getLinkName()));
    } else if (entry.isLink()) {
      links.put(path, path("/", entry.getLinkName()));
    } else if (isFile(entry)) {
      releases.put(path, text(content));
    }
  }

  private static boolean isFile(TarArchiveEntry entry) {
    return entry.isFile() && !entry.isLink() && !entry.isSymbolicLink();
  }

  private static String text(InputStream content) throws IOException {
    return new String(content.readNBytes(LONGEST), StandardCharsets.UTF_8);
  }

  private static Optional<String> version(String description) {
    try {
      Map<String, String> fields = Dcf.readFirst(description);
      return Optional.ofNullable(fields.get("Version"))
          .filter(BaseFacts::isR)
          .filter(version -> "base".equals(fields.get("Package")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The path from the root, without a slash in front. */
  private static String path(String folder, String name) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : (name.startsWith("/") ? name : folder + "/" + name).split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }
}
