package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every expectation here is what {@code numeric_version} of R 4.2.2 answers. */
class RVersionTest {
  /** The pairs from 1.0 on are the examples of R's compareVersion and numeric_version. */
  @ParameterizedTest
  @CsvSource({
    "1.4.2, 1.4.10",
    "1.4, 1.4.0.1",
    "1.9, 1.10",
    "0.1-9, 0.1-10",
    "1.15.4, 1.15.4.1",
    "0.0.0.9000, 0.1",
    "1.4, 20240613",
    "1.0, 1.0-1",
    "7.1-12, 7.2-0",
    "2.4.2.3, 3.0.4",
    "0.9.9-1, 0.9.10",
    "1.2.3, 1.2.3.4",
    "99.9, 2024.1.1"
  })
  void ordersAsRDoes(String lower, String higher) {
    assertThat(RVersion.parse(lower)).isLessThan(RVersion.parse(higher));
    assertThat(RVersion.parse(higher)).isGreaterThan(RVersion.parse(lower));
  }

  @ParameterizedTest
  @CsvSource({
    "1.4-0, 1.4.0",
    "1.04, 1.4",
    "3.98-1.3, 3.98.1.3",
    "1.4, 1.4.0",
    "1.4.0.0, 1.4-0",
    "1.0-0, 1.0"
  })
  void takesAsEqualWhatRTakesAsEqual(String one, String other) {
    assertThat(RVersion.parse(one)).isEqualTo(RVersion.parse(other));
    assertThat(RVersion.parse(one)).hasSameHashCodeAs(RVersion.parse(other));
    assertThat(RVersion.parse(one)).isEqualByComparingTo(RVersion.parse(other));
  }

  @Test
  void keepsTheTextAsWritten() {
    assertThat(List.of(RVersion.parse("1.4-0"), RVersion.parse("1.04")))
        .extracting(RVersion::toString)
        .containsExactly("1.4-0", "1.04");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "1.", "-1", "1..2", "1.4.x", "v1.4", " 1.4", "1.4\n", "1_4", "٣.١"})
  void refusesWhatIsNotAVersion(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> RVersion.parse(text));
  }
}
