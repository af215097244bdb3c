package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageIndexTest {
  @Test
  void everyRecordIsFoundByItsName() throws StepFailed {
    PackageIndex index =
        index(
            "\n\nVersion: 1.0\nPackage: aa\nSuggests: x,\n        Package\n \nPackage: bb\r\n"
                + "Version: 2.0\r\nImports: aa\r\n\r\n\nPackage: cc\nVersion: 3.0");

    assertThat(index.names()).containsExactlyInAnyOrder("aa", "bb", "cc");
    assertThat(index.find("bb").get(0).description().dependencies()).hasSize(1);
    assertThat(index.find("cc").get(0).file()).isEqualTo("cc_3.0.tar.gz");
    assertThat(index.find("dd")).isEmpty();
  }

  /** With a list copied for each, this would not end within the suite's patience. */
  @Test
  void aNameMayHaveVeryManyRecords() throws StepFailed {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append("Package: aa\nVersion: 1.").append(i).append("\n\n");
    }

    List<IndexEntry> found = index(text.toString()).find("aa");

    assertThat(found).hasSize(100_000);
    assertThat(found.get(0).description().version()).isEqualTo("1.99999");
  }

  @Test
  void thereMayBeNoPackages() throws StepFailed {
    assertThat(index("\n").names()).isEmpty();
  }

  @Test
  void theHighestVersionIsFirst() throws StepFailed {
    assertThat(index("Package: aa\nVersion: 1.9\n\nPackage: aa\nVersion: 1.10\n").find("aa"))
        .extracting(entry -> entry.description().version())
        .containsExactly("1.10", "1.9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "ISO-8859-1"})
  void namesOfPeopleMayBeInAnyEncoding(String charset) throws StepFailed {
    byte[] text = "Package: aa\nVersion: 1.0\nAuthor: Élodie\n".getBytes(Charset.forName(charset));

    assertThat(PackageIndex.of("u", text).find("aa")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html>\n<html><body>Package: aa</body></html>\n",
        "\u0000\u0001\u0002",
        "Package: aa\nTitle: no version\n",
        "Version: 1.0\n",
        "Package: aa\nVersion: 1.0\n\n<html>\n",
        "not found\n"
      })
  void whatIsNoIndexIsRefused(String text) {
    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> index(text));

    assertThat(failed.failure().code()).isEqualTo("REPOSITORY_BROKEN");
    assertThat(failed.failure().kind()).isEqualTo(Kind.LASTING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "File: ../aa.tar.gz",
        "File: /etc/passwd",
        "Path: a/../..",
        "Path: //host",
        "File: aa$(id).tar.gz",
        "File: aa?x#y",
        "File: a\u0007a.tar.gz",
        "Imports: b (>= )",
        "Imports: $(id)",
        "Depends: R (>= new)"
      })
  void aFieldThatCannotBeRightIsRefusedWithThePackagesName(String field) throws StepFailed {
    PackageIndex index = index("Package: aa\nVersion: 1.0\n" + field + "\n");

    assertThat(catchThrowableOfType(StepFailed.class, () -> index.find("aa")))
        .hasMessageContaining("The record of aa in");
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345678901234567890.1", "1.12345678901234567890", "1", "1.x"})
  void aVersionThatIsNoneIsRefused(String version) throws StepFailed {
    PackageIndex index = index("Package: aa\nVersion: " + version + "\n");

    assertThat(catchThrowableOfType(StepFailed.class, () -> index.find("aa")).failure().code())
        .isEqualTo("REPOSITORY_BROKEN");
  }

  @Test
  void anMd5ThatIsNoneIsLeftOut() throws StepFailed {
    assertThat(index("Package: aa\nVersion: 1.0\nMD5sum: x\n").find("aa").get(0).md5()).isEmpty();
  }

  private static PackageIndex index(String text) throws StepFailed {
    return PackageIndex.of("u", text.getBytes(StandardCharsets.UTF_8));
  }
}
