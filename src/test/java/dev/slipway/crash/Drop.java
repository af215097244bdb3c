package dev.slipway.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A kind of job that is killed on its way: what is dropped, and how it has to end all the same. */
enum Drop {
  /** The whole way to a registry. */
  STANDARD("standard.yaml", "succeeded", Map.of("standard.yaml", spec("standard", ""))),
  /** An archive with files beside its spec; nothing is pushed. */
  ARCHIVE(
      "archive.zip",
      "succeeded",
      Map.of(
          "spec.yaml",
          "version: 1\nname: archive\nimage: archive:1\ndockerfile: ./Dockerfile\n"
              + "pipeline: build-only\n",
          "Dockerfile",
          dockerfile() + "COPY data /data\n",
          "data/one.txt",
          "one\n")),
  /** A folder whose image does not hold what its spec expects: a dead letter with files. */
  FAILING(
      "failing",
      "failed",
      Map.of(
          "spec.yaml",
          spec("failing", "tests: {commandTests: [{name: fails, command: 'false'}]}\n"),
          "notes/one.txt",
          "one\n")),
  /** A spec with problems. */
  INVALID("invalid.yaml", "rejected", Map.of("invalid.yaml", "version: 1\nname: Invalid\n")),
  /** An archive without a spec: there is nothing to keep among the dead letters but the reason. */
  UNUSABLE("unusable.zip", "rejected", Map.of("data/one.txt", "one\n", "data/two.txt", "two\n"));

  private final String file;
  private final String status;
  private final Map<String, String> content;

  Drop(String file, String status, Map<String, String> content) {
    this.file = file;
    this.status = status;
    this.content = content;
  }

  /** Its name in the inbox. */
  String file() {
    return file;
  }

  /** How its job ends. */
  String status() {
    return status;
  }

  /** Puts it into the inbox as one that was left alone for long. */
  void into(Path inbox) throws IOException {
    Files.createDirectories(inbox);
    Path dropped = inbox.resolve(file);
    if (file.endsWith(".zip")) {
      zip(dropped);
    } else if (file.endsWith(".yaml")) {
      Files.writeString(dropped, content.get(file));
    } else {
      for (Map.Entry<String, String> entry : content.entrySet()) {
        Path path = dropped.resolve(entry.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, entry.getValue());
      }
    }
    age(dropped);
  }

  private void zip(Path archive) throws IOException {
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> entry : content.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** What has just changed might still be being written. */
  static void age(Path dropped) throws IOException {
    FileTime longAgo = FileTime.from(Instant.now().minusSeconds(60));
    try (var paths = Files.walk(dropped)) {
      for (Path path : List.copyOf(paths.toList())) {
        Files.setLastModifiedTime(path, longAgo);
      }
    }
  }

  private static String spec(String name, String more) {
    return "version: 1\nname: "
        + name
        + "\nimage: "
        + name
        + ":1\ndockerfile: |\n"
        + dockerfile().indent(2)
        + more;
  }

  private static String dockerfile() {
    return "FROM 127.0.0.1:5000/sandbox/r-ver:4.2.2\nRUN echo crash\n";
  }
}
