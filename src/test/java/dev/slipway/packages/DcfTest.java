package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DcfTest {

  @Test
  void recordsAreSeparatedByAnEmptyLine() {
    Map<String, String> first = new LinkedHashMap<>();
    first.put("Package", "data.table");
    first.put("Version", "1.15.4");

    assertThat(Dcf.write(List.of(first, Map.of("Package", "httr"))))
        .isEqualTo("Package: data.table\nVersion: 1.15.4\n\nPackage: httr\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nVersion: 2", "a\r", "a\u0000", "a\u0085b", ""})
  void aValueCannotBeginAField(String value) {
    assertThatThrownBy(() -> Dcf.write(List.of(Map.of("Package", value))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aContinuedValueIsOne() {
    assertThat(Dcf.readFirst("Package: a\r\nImports:\n    b,\n\tc\nVersion: 1.0\n\nPackage: z\n"))
        .containsExactly(
            Map.entry("Package", "a"), Map.entry("Imports", "b, c"), Map.entry("Version", "1.0"));
  }

  @Test
  void whatIsNoFieldIsRefused() {
    assertThatThrownBy(() -> Dcf.readFirst("Package: a\n<html>\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
