package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path root;

  @Test
  void missingFoldersAreMade() throws Exception {
    Settings settings = new Settings(root, Map.of());

    Folders.open(settings, true).close();

    assertThat(settings.inbox()).isDirectory();
    assertThat(settings.deadLetter()).isDirectory();
  }

  @Test
  void foldersOnTwoFileSystemsAreRefused() throws Exception {
    Settings settings = new Settings(root, Map.of(Key.INBOX, "/dev/shm"));

    assertThatThrownBy(() -> Folders.open(settings, true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("different file systems");
  }

  @Test
  void whatAnEarlierRunLeftHalfWrittenIsRemovedAndNothingElse() throws Exception {
    Settings settings = new Settings(root, Map.of());
    Folders.open(settings, true).close();
    Path ours = DurableFile.temporary(settings.outbox().resolve("demo"));
    Path letter = settings.deadLetter().resolve(".slipway-4194305-demo.tmp");
    Files.createDirectories(ours.resolve("files"));
    Files.createDirectories(letter);
    Path other = Files.writeString(settings.inbox().resolve(".demo.yaml.tmp"), "x");
    long parent = ProcessHandle.current().parent().orElseThrow().pid();
    Path alive =
        Files.writeString(settings.deadLetter().resolve(".slipway-" + parent + "-a.tmp"), "x");

    Folders.open(settings, true).close();

    assertThat(ours).doesNotExist();
    assertThat(letter).doesNotExist();
    assertThat(other).exists();
    assertThat(alive).exists();
  }
}
