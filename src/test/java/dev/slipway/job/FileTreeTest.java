package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
  private static final Duration ALONE = Duration.ofSeconds(3);
  private static final Instant NOW = Instant.parse("2024-06-13T12:00:00Z");

  @TempDir Path root;

  private Path demo;

  @BeforeEach
  void fill() throws IOException {
    demo = Files.createDirectories(root.resolve("demo/deep"));
    Files.writeString(demo.resolve("a"), "x");
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        changed(path, NOW.minusSeconds(10));
      }
    }
  }

  @Test
  void aFolderThatWasLeftAloneIsSettled() {
    assertThat(FileTree.isSettled(demo, NOW, ALONE)).isTrue();
  }

  @Test
  void aChangeDeepInItUnsettlesAFolder() throws IOException {
    changed(demo.resolve("a"), NOW.minusSeconds(1));

    assertThat(FileTree.isSettled(root.resolve("demo"), NOW, ALONE)).isFalse();
  }

  @Test
  void aChangeOfAFolderInItUnsettlesAFolder() throws IOException {
    changed(demo, NOW.minusSeconds(2));

    assertThat(FileTree.isSettled(root.resolve("demo"), NOW, ALONE)).isFalse();
  }

  @Test
  void aTimeFarInTheFutureSaysOnlyThatClocksDiffer() throws IOException {
    changed(demo.resolve("a"), NOW.plusSeconds(3600));

    assertThat(FileTree.isSettled(demo, NOW, ALONE)).isTrue();
  }

  @Test
  void foldersWithoutAFileAndLinksToFoldersAreNeverSettled() throws IOException {
    Path empty = Files.createDirectories(root.resolve("empty/empty"));
    changed(empty, NOW.minusSeconds(10));
    changed(empty.getParent(), NOW.minusSeconds(10));
    Path link = Files.createSymbolicLink(root.resolve("link"), demo);

    assertThat(FileTree.isSettled(empty.getParent(), NOW, ALONE)).isFalse();
    assertThat(FileTree.isSettled(link, NOW, ALONE)).isFalse();
  }

  @Test
  void deletingDeletesALinkAndNotWhatItPointsTo() throws IOException {
    Path kept = Files.writeString(root.resolve("kept"), "x");
    Files.createSymbolicLink(demo.resolve("file"), kept);
    Files.createSymbolicLink(demo.resolve("folder"), root);
    Files.setPosixFilePermissions(demo, PosixFilePermissions.fromString("r-xr-xr-x"));

    FileTree.delete(root.resolve("demo"));

    assertThat(root.resolve("demo")).doesNotExist();
    assertThat(kept).exists();
  }

  private static void changed(Path path, Instant at) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(at));
  }
}
