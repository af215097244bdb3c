package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionComparisonTest {
  @ParameterizedTest
  @CsvSource({
    ">= 1.4, 1.10, true",
    ">= 1.4, 1.4.0, true",
    ">= 1.4, 1.3.9, false",
    ">1.4, 1.4.0, false",
    "> 1.4, 1.4-1, true",
    "<= 1.4, 1.4, true",
    "< 1.4, 1.4, false",
    "< 1.4, 1.3, true",
    "!= 1.4, 1.4, false",
    "!= 1.4, 1.5, true",
    "== 1.4.2, 1.4.2, true",
    "1.4.2, 1.4-2, true",
    "1.4.2, 1.4.20, false",
    "3, 3.0.1, false",
    ">= 2.14.0, 2.14, true",
    ">= 2.10.0, 2.9.2, false",
    "<= 1.0, 1.0.0, true",
    "< 1.0-1, 1.0, true",
    ">= 0.1-10, 0.1-9, false"
  })
  void comparesInRsOrder(String comparison, String version, boolean holds) {
    assertThat(VersionComparison.parse(comparison).holdsFor(RVersion.parse(version)))
        .isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ">=", "=> 1.4", "~> 1.4", "= 1.4", ">= 1.4 < 2", "latest"})
  void refusesWhatIsNotAComparison(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> VersionComparison.parse(text));
  }
}
