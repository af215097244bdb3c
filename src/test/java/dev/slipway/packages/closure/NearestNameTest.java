package dev.slipway.packages.closure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  private static final List<String> NAMES =
      List.of("jsonlite", "httr", "httr2", "data.table", "Rcpp", "RcppArmadillo", "xml2");

  @ParameterizedTest
  @CsvSource({
    "jsonlit, jsonlite",
    "JsonLite, jsonlite",
    "datatable, data.table",
    "data-table, data.table",
    "rcpp, Rcpp",
    "RccpArmadillo, RcppArmadillo",
    "httrr, httr",
    "xlm2, xml2"
  })
  void theNameThatWasMeantIsFound(String typed, String meant) {
    assertThat(NearestName.of(typed, NAMES)).hasValue(meant);
  }

  @Test
  void whatIsLikeNothingHasNone() {
    assertThat(NearestName.of("completelyDifferent", NAMES)).isEmpty();
  }
}
