package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import java.io.IOException;
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
}
