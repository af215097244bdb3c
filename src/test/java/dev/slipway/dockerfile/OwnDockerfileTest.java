package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.ImageReference;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnDockerfileTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN psql <<EOF\nSELECT name\nFROM users\nEOF\n",
        "RUN psql <<-EOF\n\tSELECT name\n\tFROM users\n\tEOF\n",
        "RUN psql <<\"EOF\"\nFROM users\nEOF\n",
        "RUN psql <<'EOF' && true\nFROM users\n\nFROM others\n EOF\nFROM more\nEOF\n",
        "RUN <<ONE cat; <<TWO cat\nFROM users\nONE\nFROM others\nTWO\n",
        "RUN true && \\\n  psql <<EOF\nFROM users\nEOF\n",
        "RUN psql -c 'SELECT name \\\nFROM users \\\n# FROM nothing\n\nFROM others'\n",
        "COPY <<EOF /query.sql\nFROM users\nEOF\n"
      })
  void onlyAnInstructionNamesABase(String instruction) {
    assertThat(bases("FROM first\n" + instruction + "FROM second\n"))
        .containsExactly("first", "second");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN echo $((1<<2))\n",
        "RUN cat <<<word\n",
        "ENV A=<<EOF\n",
        "# RUN cat <<EOF\n",
        "RUN true # \\ is no end\n"
      })
  void whatIsNoHeredocHidesNoBase(String instruction) {
    assertThat(bases("FROM first\n" + instruction + "FROM second\n"))
        .containsExactly("first", "second");
  }

  @Test
  void theEscapeMayBeABacktick() {
    assertThat(bases("# escape=`\nFROM first\r\nRUN dir C:\\\nFROM second\nRUN a `\nFROM b\n"))
        .containsExactly("first", "second");
  }

  private static List<String> bases(String text) {
    return new OwnDockerfile(text, Path.of("."))
        .bases().stream().map(ImageReference::toString).toList();
  }
}
