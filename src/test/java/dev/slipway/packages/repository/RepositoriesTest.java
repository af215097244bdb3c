package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.packages.Distribution;
import dev.slipway.packages.Repository;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoriesTest {
  private final Repositories repositories =
      new Repositories(
          "https://p.example/cran/__linux__/{os}/{snapshot}/", URI.create("https://bioc.example/"));

  @ParameterizedTest
  @CsvSource({"4.6.1, 3.23", "4.5.0, 3.22", "4.4.1, 3.20", "4.2, 3.16", "4.0.5, 3.12"})
  void rGetsTheLaterBioconductorReleaseOfItsMinorVersion(String r, String release)
      throws StepFailed {
    assertThat(Repositories.release(Optional.empty(), r)).contains(release);
  }

  @ParameterizedTest
  @CsvSource({"4.10.0", "3.4.4", "4", "5.0.0"})
  void anRWithoutAReleaseHasNone(String r) throws StepFailed {
    assertThat(Repositories.release(Optional.empty(), r)).isEmpty();
  }

  @Test
  void withoutASnapshotTheNewestPackagesAreMeant() throws StepFailed {
    assertThat(repositories.at(Optional.empty(), base("jammy"), Optional.empty()).get(0).url())
        .endsWith("/latest");
  }

  @Test
  void theBaseFillsInWhatIsLeft() throws StepFailed {
    assertThat(repositories.at(Optional.of("2024-06-13"), base("jammy"), Optional.of("3.15")))
        .containsExactly(
            new Repository("CRAN", "https://p.example/cran/__linux__/jammy/2024-06-13"),
            new Repository("BioCsoft", "https://bioc.example/packages/3.15/bioc"),
            new Repository("BioCann", "https://bioc.example/packages/3.15/data/annotation"),
            new Repository("BioCexp", "https://bioc.example/packages/3.15/data/experiment"));
    assertThat(repositories.at(Optional.empty(), base("jammy"), Optional.empty())).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "a b", "a?b"})
  void aBaseWithoutACodeNameCannotHaveAUrlThatNeedsIt(String codename) {
    assertThat(
            catchThrowableOfType(
                    StepFailed.class,
                    () -> repositories.at(Optional.empty(), base(codename), Optional.empty()))
                .failure()
                .code())
        .isEqualTo("REPOSITORY_UNSUITABLE");
  }

  @Test
  void aUrlWithoutTheCodeNameFitsEveryBase() throws StepFailed {
    Repositories plain =
        new Repositories("https://p.example:8443/cran%20x/", URI.create("https://bioc.example"));

    assertThat(plain.at(Optional.empty(), base(""), Optional.empty()).get(0).url())
        .isEqualTo("https://p.example:8443/cran%20x");
  }

  @Test
  void aRepositoryWithoutDaysRefusesASnapshot() {
    Repositories plain =
        new Repositories("https://p.example/cran", URI.create("https://bioc.example"));
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class,
            () -> plain.at(Optional.of("2024-06-13"), base("jammy"), Optional.empty()));

    assertThat(failed.failure().code()).isEqualTo("REPOSITORY_UNSUITABLE");
    assertThat(failed.failure().kind()).isEqualTo(Kind.LASTING);
    assertThat(failed.failure().message()).contains("2024-06-13");
    assertThat(failed.failure().hint()).contains("{snapshot}");
  }

  @Test
  void aReleaseThatIsAskedForMustBeForTheR() throws StepFailed {
    assertThat(Repositories.release(Optional.of("3.15"), "4.2.2")).hasValue("3.15");
    assertThat(Repositories.release(Optional.empty(), "4.2.2")).hasValue("3.16");
    assertThat(Repositories.release(Optional.empty(), "3.4.4")).isEmpty();
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class, () -> Repositories.release(Optional.of("3.18"), "4.2.2"));
    assertThat(failed).hasMessage("BIOCONDUCTOR_RELEASE Bioconductor 3.18 is not for R 4.2.2.");
    assertThat(failed.failure().hint()).isEqualTo("For R 4.2.2 take Bioconductor 3.16 or 3.15.");
  }

  private static Base base(String codename) {
    return new Base(
        ImageReference.parse("r:1"), "4.2.2", "amd64", new Distribution("x", "1", codename));
  }
}
