package dev.slipway.spec.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestionTest {
  private static final List<String> KNOWN = List.of("name", "image", "r", "packages", "system");

  @ParameterizedTest
  @CsvSource({
    "pakages, packages",
    "nmae, name",
    "Image, image",
    "systems, system",
    "package, packages"
  })
  void findsWhatWasMeant(String typed, String meant) {
    assertThat(Suggestion.closest(typed, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", "env", "maintainer", "#"})
  void saysNothingWhenNothingComesNear(String typed) {
    assertThat(Suggestion.closest(typed, KNOWN)).isEmpty();
  }
}
