package dev.slipway.job;

import static dev.slipway.spec.document.Problem.Code.DUPLICATE;
import static dev.slipway.spec.document.Problem.Code.LIMIT;
import static dev.slipway.spec.document.Problem.Code.PATH;

import dev.slipway.spec.SpecInvalid;
import dev.slipway.spec.document.Problem;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A folder that is filled with files from outside: nothing is written beside it, and it grows no
 * further than its limits. Of permissions only whether the owner may execute a file is kept.
 */
final class BoundedFolder {
  static final int MOST_ENTRIES = 2_000;
  static final long MOST_BYTES = 100L << 20;
  static final int DEEPEST = 20;

  /** What the usual file systems take, in bytes. */
  private static final int LONGEST_NAME = 255;

  private static final Pattern UNFIT = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}\\\\\uFFFD]");
  private static final int BUFFER = 1 << 16;

  private final Path root;
  private final String source;
  private final Map<String, Entry> entries = new HashMap<>();
  private int given;
  private long bytes;

  private record Entry(String path, boolean isFolder) {}

  /** Where content comes from: what fails there is told from what fails on our disk. */
  @FunctionalInterface
  interface Content {
    /** As {@link InputStream#read(byte[])}. */
    int read(byte[] buffer) throws IOException, SpecInvalid;
  }

  /**
   * @param root exists and is empty
   * @param source what the user dropped, for problems
   */
  BoundedFolder(Path root, String source) {
    this.root = root;
    this.source = source;
  }

  /**
   * Makes a folder, with those above it.
   *
   * @param path with {@code /} between folders
   * @throws SpecInvalid when the path leads out, is there already, or is one too many
   */
  void folder(String path) throws IOException, SpecInvalid {
    Files.createDirectories(claim(path, true));
  }

  /**
   * Writes a file.
   *
   * @throws SpecInvalid as {@link #folder} does, and when the content is too large
   */
  void file(String path, boolean executable, Content content) throws IOException, SpecInvalid {
    Path file = claim(path, false);
    Files.createDirectories(file.getParent());
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      byte[] buffer = new byte[BUFFER];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        bytes += read;
        if (bytes > MOST_BYTES) {
          throw refused(LIMIT, path, "more than %d MiB unpacked".formatted(MOST_BYTES >> 20));
        }
        out.write(buffer, 0, read);
      }
      out.getFD().sync();
    }
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  /** What is wrong with an entry, as the problem of the whole. */
  SpecInvalid refused(Problem.Code code, String entry, String message) {
    return Refusals.of(source, code, entry, message, "");
  }

  private Path claim(String path, boolean isFolder) throws SpecInvalid {
    if (++given > MOST_ENTRIES) {
      throw refused(LIMIT, path, "more than %d files and folders".formatted(MOST_ENTRIES));
    }
    List<String> names = List.of(path.split("/", -1));
    if (names.size() > DEEPEST) {
      throw refused(LIMIT, path, "deeper than %d folders".formatted(DEEPEST));
    }
    Path place = root;
    StringBuilder above = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      requireFit(names.get(i), path);
      place = place.resolve(names.get(i));
      above.append(i == 0 ? "" : "/").append(names.get(i));
      boolean last = i == names.size() - 1;
      remember(new Entry(above.toString(), isFolder || !last), path);
    }
    return place;
  }

  private void requireFit(String name, String path) throws SpecInvalid {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw refused(PATH, path, "leads out of the folder that it belongs in");
    }
    if (UNFIT.matcher(name).find()) {
      throw refused(PATH, path, "has a backslash, an invisible character or one that is not UTF-8");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw refused(LIMIT, path, "has a name of more than %d bytes".formatted(LONGEST_NAME));
    }
  }

  /** Names that differ in case alone are one name on some systems, and one of the files is lost. */
  private void remember(Entry entry, String path) throws SpecInvalid {
    String key = Normalizer.normalize(entry.path(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    Entry earlier = entries.putIfAbsent(key, entry);
    if (earlier != null && !(earlier.equals(entry) && entry.isFolder())) {
      throw refused(DUPLICATE, path, "is there twice, if upper and lower case are the same");
    }
  }
}
