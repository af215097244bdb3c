package dev.slipway.packages.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.AptNames;
import dev.slipway.packages.Distribution;
import dev.slipway.packages.RNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibraryTableTest {
  @ParameterizedTest
  @CsvSource({
    "xml2, bookworm, libxml2-dev",
    "xml2, focal, libxml2-dev",
    "s2, jammy, cmake libssl-dev",
    "s2, noble, cmake libabsl-dev libssl-dev",
    "jsonlite, jammy, ''"
  })
  void aReleaseHasItsOwnRowOrTheUsual(String name, String codename, String apt) {
    Distribution release = new Distribution("ubuntu", "22.04", codename);

    assertThat(String.join(" ", LibraryTable.shipped().neededBy(name, release))).isEqualTo(apt);
  }

  @Test
  void itCoversTheUsedPackagesWithSystemNeeds() {
    assertThat(LibraryTable.shipped().packages())
        .hasSizeGreaterThan(240)
        .allMatch(RNames::isPackage)
        .contains("curl", "httpuv", "igraph", "magick", "Rhtslib", "rJava", "sf", "stringi");
  }

  @Test
  void everyRowIsWellFormedSortedAndThereOnce() throws IOException {
    List<String[]> rows = lines().stream().map(line -> line.split("\t", -1)).toList();

    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.length).isBetween(2, 3);
              assertThat(row[1].split(" ")).isSorted().doesNotHaveDuplicates();
              assertThat(row[1].split(" ")).allMatch(AptNames::isName);
            });
    assertThat(rows.stream().map(row -> row[0] + (row.length > 2 ? " " + row[2] : "")))
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
  }

  private static List<String> lines() throws IOException {
    try (InputStream file = LibraryTable.class.getResourceAsStream("system-libraries.tsv")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }
}
