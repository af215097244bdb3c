package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextTarTest {
  @TempDir Path folder;

  @Test
  void everyFileIsThereWithItsContent() throws IOException {
    String longName = "n".repeat(150);
    Files.writeString(folder.resolve("Dockerfile"), "FROM x\n");
    Files.createDirectories(folder.resolve("files/empty"));
    Files.writeString(folder.resolve("files").resolve(longName), "x".repeat(1000));
    Files.writeString(folder.resolve("files/nothing"), "");
    Files.writeString(folder.resolve("ä"), "umlaut");

    assertThat(contents(tar()))
        .containsExactlyEntriesOf(
            ordered(
                "Dockerfile",
                "FROM x\n",
                "files/",
                "",
                "files/empty/",
                "",
                "files/" + longName,
                "x".repeat(1000),
                "files/nothing",
                "",
                "ä",
                "umlaut"));
  }

  @Test
  void sameFilesGiveTheSameBytes() throws IOException {
    Files.writeString(folder.resolve("b"), "b");
    Files.writeString(folder.resolve("a"), "a");
    byte[] first = tar();

    Files.setLastModifiedTime(folder.resolve("a"), FileTime.fromMillis(1));

    assertThat(tar()).isEqualTo(first);
  }

  @Test
  void whatTheContextIgnoresIsNotSent() throws IOException {
    Files.writeString(folder.resolve(".dockerignore"), "secret.txt\n");
    Files.writeString(folder.resolve("secret.txt"), "s");

    assertThat(contents(tar())).containsOnlyKeys(".dockerignore");
  }

  @Test
  void linkStaysALink() throws IOException {
    Path secret = Files.writeString(folder.resolveSibling("secret-of-a-test"), "hunter2");
    try {
      Files.createSymbolicLink(folder.resolve("link"), secret);

      TarArchiveEntry entry = new TarArchiveInputStream(in(tar())).getNextEntry();

      assertThat(entry.isSymbolicLink()).isTrue();
      assertThat(new String(tar())).doesNotContain("hunter2");
    } finally {
      Files.delete(secret);
    }
  }

  @Test
  void scriptStaysExecutable() throws IOException {
    Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    assertThat(new TarArchiveInputStream(in(tar())).getNextEntry().getMode() & 0777)
        .isEqualTo(0755);
  }

  @Test
  void fileThatShrinksMeanwhileEndsTheTar() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x".repeat(2000));
    try (InputStream tar = ContextTar.of(folder)) {
      assertThat(tar.readNBytes(600)).hasSize(600);
      Files.writeString(file, "x");

      assertThatThrownBy(tar::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("shorter");
    }
  }

  private byte[] tar() throws IOException {
    try (InputStream tar = ContextTar.of(folder)) {
      return tar.readAllBytes();
    }
  }

  private static Map<String, String> contents(byte[] tar) throws IOException {
    Map<String, String> contents = new LinkedHashMap<>();
    try (TarArchiveInputStream in = new TarArchiveInputStream(in(tar), "UTF-8")) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        contents.put(entry.getName(), new String(in.readAllBytes()));
      }
    }
    return contents;
  }

  private static Map<String, String> ordered(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }
}
