package dev.slipway.fault;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Looks for secrets in files, also compressed ones, and in archives in archives. */
final class CanarySearch {
  private static final int CHUNK = 8 << 20;
  private static final int OVERLAP = 512;
  private static final int DEEPEST = 4;

  private final List<Canary> canaries;
  private final Set<String> found = new TreeSet<>();
  private long bytes;
  private int files;

  CanarySearch(List<Canary> canaries) {
    this.canaries = canaries;
  }

  /** Where which secret was found. */
  Set<String> found() {
    return found;
  }

  @Override
  public String toString() {
    return "%d files, %d KiB searched".formatted(files, bytes >> 10);
  }

  /** Searches a text. */
  CanarySearch text(String where, String text) {
    for (Canary canary : canaries) {
      for (String form : canary.in(text)) {
        found.add(canary.name() + " in " + where + " as " + form.substring(0, 6) + "…");
      }
    }
    return this;
  }

  /** Searches all files in a folder, and the names of all that is in it. */
  CanarySearch folder(Path folder, Predicate<BasicFileAttributes> wanted) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            text("the name of " + file, file.toString());
            if (attributes.isRegularFile() && wanted.test(attributes)) {
              file(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // Others use the engine at the same time: what is gone is not ours.
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return this;
  }

  /** Searches a file. */
  void file(Path file) {
    files++;
    try (InputStream in = Files.newInputStream(file)) {
      stream(file.toString(), in, 0);
    } catch (IOException e) {
      // Gone meanwhile, or compressed and cut: what there was has been searched.
    }
  }

  /** Searches a stream as it is and, when it is compressed or an archive, what is in it. */
  void stream(String where, InputStream raw, int depth) throws IOException {
    InputStream in = new BufferedInputStream(raw, CHUNK);
    in.mark(CHUNK);
    byte[] head = in.readNBytes(512);
    in.reset();
    if (depth < DEEPEST && starts(head, 0x1f, 0x8b)) {
      stream(where + " (gunzipped)", new GZIPInputStream(in), depth + 1);
    } else if (depth < DEEPEST && starts(head, 'P', 'K', 3, 4)) {
      zip(where, new ZipInputStream(in), depth);
    } else if (depth < DEEPEST && isTar(head)) {
      tar(where, new TarArchiveInputStream(in), depth);
    } else {
      plain(where, in);
    }
  }

  private void zip(String where, ZipInputStream zip, int depth) throws IOException {
    for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      text("a name in " + where, entry.getName());
      stream(where + "!" + entry.getName(), zip, depth + 1);
    }
  }

  private void tar(String where, TarArchiveInputStream tar, int depth) throws IOException {
    for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      text("a name in " + where, entry.getName() + " " + entry.getLinkName());
      if (entry.isFile()) {
        stream(where + "!" + entry.getName(), tar, depth + 1);
      }
    }
  }

  private void plain(String where, InputStream in) throws IOException {
    String before = "";
    for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
      bytes += chunk.length;
      String text = before + new String(chunk, StandardCharsets.ISO_8859_1);
      text(where, text);
      before = text.substring(Math.max(0, text.length() - OVERLAP));
    }
  }

  private static boolean isTar(byte[] head) {
    return head.length > 262 && new String(head, 257, 5, StandardCharsets.US_ASCII).equals("ustar");
  }

  private static boolean starts(byte[] head, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (head.length <= i || (head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** Those files of which there is no second name. */
  static boolean hasOneName(Path file) {
    try {
      return Integer.valueOf(1).equals(Files.getAttribute(file, "unix:nlink"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
