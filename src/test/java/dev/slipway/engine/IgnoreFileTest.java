package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "secret.txt, secret.txt, true",
    "secret.txt, sub/secret.txt, false",
    "/secret.txt, secret.txt, true",
    "sub, sub/deep/file, true",
    "sub/, sub/file, true",
    "*.pem, key.pem, true",
    "*.pem, sub/key.pem, false",
    "**/*.pem, key.pem, true",
    "**/*.pem, a/b/key.pem, true",
    "*/temp*, sub/temporary.txt, true",
    "temp?, tempa, true",
    "# secret.txt, secret.txt, false",
    "{a}, {a}, true",
    "Dockerfile, Dockerfile, false",
    "*, .dockerignore, false",
  })
  void aLineIgnoresWhatItMatches(String line, String path, boolean ignored) throws Exception {
    assertThat(file(line).ignores(Path.of(path))).isEqualTo(ignored);
  }

  @Test
  void aLaterLineMayTakeBackWhatAnEarlierOneIgnores() throws Exception {
    IgnoreFile file = file("*.md\n!README*.md\nREADME-secret.md\n");

    assertThat(file.ignores(Path.of("a.md"))).isTrue();
    assertThat(file.ignores(Path.of("README.md"))).isFalse();
    assertThat(file.ignores(Path.of("README-secret.md"))).isTrue();
  }

  @Test
  void withoutOneNothingIsIgnored() throws Exception {
    assertThat(IgnoreFile.in(folder).ignores(Path.of("a"))).isFalse();
  }

  @Test
  void aLineThatIsNoPatternIsSaid() {
    assertThatThrownBy(() -> file("a[")).isInstanceOf(IOException.class).hasMessageContaining("a[");
  }

  private IgnoreFile file(String text) throws IOException {
    Files.writeString(folder.resolve(".dockerignore"), text);
    return IgnoreFile.in(folder);
  }
}
