package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.spec.BioconductorReleases;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoriesTest {
  private final Repositories repositories =
      new Repositories(
          "https://p.example/cran/__linux__/{os}/{snapshot}/", URI.create("https://bioc.example/"));

  @ParameterizedTest
  @CsvSource({"4.6.1, 3.23", "4.5.0, 3.22", "4.4.1, 3.20", "4.2, 3.16", "4.0.5, 3.12"})
  void rGetsTheLaterBioconductorReleaseOfItsMinorVersion(String r, String release) {
    assertThat(BioconductorReleases.newestFor(r)).contains(release);
  }

  @ParameterizedTest
  @CsvSource({"4.10.0", "3.4.4", "4", "5.0.0"})
  void anRWithoutAReleaseHasNone(String r) {
    assertThat(BioconductorReleases.newestFor(r)).isEmpty();
  }

  @Test
  void theSnapshotIsFilledInAndTheReleaseFollowsR() {
    assertThat(repositories.at(Optional.of("2024-06-13"), Optional.of("4.2.2")))
        .extracting(Repositories.Repository::url)
        .containsExactly(
            "https://p.example/cran/__linux__/{os}/2024-06-13",
            "https://bioc.example/packages/3.16/bioc",
            "https://bioc.example/packages/3.16/data/annotation",
            "https://bioc.example/packages/3.16/data/experiment");
  }

  @Test
  void withoutASnapshotTheNewestPackagesAreMeant() {
    assertThat(repositories.at(Optional.empty(), Optional.of("4.2.2")).get(0).url())
        .endsWith("/latest");
  }

  @Test
  void anUnknownRLeavesTheChoiceToTheBuild() {
    assertThat(repositories.at(Optional.empty(), Optional.empty()))
        .filteredOn(one -> one.name().equals("BioCsoft"))
        .extracting(one -> one.r().orElseThrow())
        .contains("3.6", "4.2", "4.6")
        .doesNotHaveDuplicates();
  }
}
