package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFilesTest {
  @TempDir Path folder;

  @Test
  void onlyOldHalvesAreDeleted() throws Exception {
    Path old = file(".download1.part", Duration.ofHours(25));
    Path running = file(".download2.part", Duration.ofHours(23));
    Path whole = file("kept.tar.gz", Duration.ofDays(100));

    PartFiles.sweep(folder);

    assertThat(old).doesNotExist();
    assertThat(running).exists();
    assertThat(whole).exists();
  }

  @Test
  void cacheThatIsNotThereYetIsNoFault() {
    assertThatCode(() -> PartFiles.sweep(folder.resolve("none"))).doesNotThrowAnyException();
  }

  private Path file(String name, Duration age) throws IOException {
    Path file = Files.createFile(folder.resolve(name));
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }
}
