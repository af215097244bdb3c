package dev.slipway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenForWritingTest {
  @TempDir Path folder;

  @Test
  void whatAProcessHasOpenForWritingIsFound() throws Exception {
    Files.createDirectories(folder.resolve("deep/er"));
    Process writer =
        new ProcessBuilder("sh", "-c", "exec 3>> a.yaml 4> deep/er/b; echo open; cat")
            .directory(folder.toFile())
            .start();
    try {
      assertThat(writer.inputReader().readLine()).isEqualTo("open");

      assertThat(OpenForWriting.in(folder))
          .containsExactlyInAnyOrder(Path.of("a.yaml"), Path.of("deep"));
      assertThat(new OpenForWriting(folder).has(folder.resolve("a.yaml"))).isTrue();
    } finally {
      writer.destroy();
    }
  }

  @Test
  void whatIsOpenForReadingOrElsewhereIsNot() throws Exception {
    Path inbox = Files.createDirectory(folder.resolve("inbox"));
    Path read = Files.writeString(inbox.resolve("a.yaml"), "x");
    try (InputStream in = Files.newInputStream(read);
        OutputStream out = Files.newOutputStream(folder.resolve("inbox-2"))) {
      assertThat(in.read()).isEqualTo('x');
      out.write('x');

      assertThat(OpenForWriting.in(inbox)).isEmpty();
    }
  }

  @Test
  void aFolderThatALinkLeadsToIsLookedAt() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    try (OutputStream out = Files.newOutputStream(link.resolve("a.yaml"))) {
      out.write('x');

      assertThat(OpenForWriting.in(link)).containsExactly(Path.of("a.yaml"));
    }
  }

  @Test
  void aFolderThatIsNotThereHasNothingOpen() {
    assertThat(OpenForWriting.in(folder.resolve("none"))).isEmpty();
  }
}
