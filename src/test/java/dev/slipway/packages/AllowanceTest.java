package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.fixture.Tar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowanceTest {
  @ParameterizedTest
  @ValueSource(bytes = {'L', 'K', 'x'})
  void whatTheParserWouldKeepIsBounded(byte type) throws IOException {
    String record = "2097152 comment=";
    byte[] content =
        (record + "x".repeat((2 << 20) - record.length() - 1) + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry("././@LongLink", type);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }

    assertThatThrownBy(() -> names(bytes.toByteArray())).isInstanceOf(Allowance.Spent.class);
  }

  @Test
  void theContentOfFilesIsNot() throws IOException {
    byte[] tar = new Tar().file("a", "x".repeat(3 << 20)).file("b", "").plain();

    assertThat(names(tar)).isEqualTo("ab");
  }

  private static String names(byte[] archive) throws IOException {
    StringBuilder names = new StringBuilder();
    Allowance plain = new Allowance(new ByteArrayInputStream(archive));
    try (TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      for (TarArchiveEntry entry = plain.next(tar); entry != null; entry = plain.next(tar)) {
        names.append(entry.getName());
      }
    }
    return names.toString();
  }
}
