package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.Worker;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void workFolderKeepsItsWorker() throws Exception {
    Settings settings = new Settings(root, Map.of());
    Folders.open(settings, true).close();
    Worker first = Folders.worker(settings);

    Folders.open(settings, true).close();

    assertThat(Folders.worker(settings)).isEqualTo(first);
    assertThat(settings.work().resolve(".worker")).hasContent(first.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0a1b", "0a1b2c3d4e", "no worker"})
  void workerThatWasWrittenHalfIsWrittenAnew(String half) throws Exception {
    Settings settings = new Settings(root, Map.of());
    Path file = Files.createDirectories(settings.work()).resolve(".worker");
    Files.writeString(file, half);

    Folders.open(settings, true).close();

    assertThat(Files.readString(file)).matches("[0-9a-f]{8}");
    assertThat(Folders.worker(settings).id()).isEqualTo(Files.readString(file));
  }

  @Test
  void lookingForTheWorkerMakesNoFolder() throws Exception {
    Settings settings = new Settings(root, Map.of());

    assertThat(Folders.worker(settings)).isNotEqualTo(Folders.worker(settings));
    assertThat(root).isEmptyDirectory();
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
