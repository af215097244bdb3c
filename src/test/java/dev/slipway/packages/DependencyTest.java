package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms are those of "Writing R Extensions", and such as older packages have. */
class DependencyTest {
  @Test
  void aFieldIsAListOfNamesWithComparisons() {
    assertThat(Dependency.parseAll("R (>= 2.11.0), nlme, Rcpp(>=1.0.7),data.table\t( != 1.0 ) , ,"))
        .extracting(Dependency::toString)
        .containsExactly("R (>= 2.11.0)", "nlme", "Rcpp (>= 1.0.7)", "data.table (!= 1.0)");
  }

  @Test
  void aRevisionOfRIsBehindEveryReleasedOne() {
    assertThat(Dependency.parseAll("R (>= 2.14.0), R (>= r56550)"))
        .extracting(Dependency::toString)
        .containsExactly("R (>= 2.14.0)", "R");
  }

  @Test
  void anEmptyFieldHasNone() {
    assertThat(Dependency.parseAll(" ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "a (>= 1.0", "a (1.0) (2.0)", "a ()", "$(id)", "Rcpp (>= r5)", "1a"})
  void whatIsNoDependencyIsRefused(String field) {
    assertThatIllegalArgumentException().isThrownBy(() -> Dependency.parseAll(field));
  }
}
