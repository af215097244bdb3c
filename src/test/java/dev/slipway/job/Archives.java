package dev.slipway.job;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** Writes archives for tests, with names that no archiver would write. */
final class Archives {
  private Archives() {}

  /** Names and contents in turn. */
  static Map<String, String> files(String... namesAndContents) {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      files.put(namesAndContents[i], namesAndContents[i + 1]);
    }
    return files;
  }

  /** By the archive's name a zip or a tar. */
  static Path write(Path archive, Map<String, String> files) throws IOException {
    return archive.toString().toLowerCase(Locale.ROOT).endsWith(".zip")
        ? zip(archive, files)
        : tar(archive, files);
  }

  static Path folder(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return folder;
  }

  static Path zip(Path archive, Map<String, String> files) throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(archive.toFile())) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putArchiveEntry(new ZipArchiveEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeArchiveEntry();
      }
    }
    return archive;
  }

  static Path tar(Path archive, Map<String, String> files) throws IOException {
    return tar(
        archive,
        tar -> {
          for (Map.Entry<String, String> file : files.entrySet()) {
            add(tar, new TarArchiveEntry(file.getKey(), true), file.getValue());
          }
        });
  }

  /** What writes the entries of a tar. */
  @FunctionalInterface
  interface Entries {
    void writeTo(TarArchiveOutputStream tar) throws IOException;
  }

  static Path tar(Path archive, Entries entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(archive);
        OutputStream gzip = new GzipCompressorOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      entries.writeTo(tar);
    }
    return archive;
  }

  static void add(TarArchiveOutputStream tar, TarArchiveEntry entry, String content)
      throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}
