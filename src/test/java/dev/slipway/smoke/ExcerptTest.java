package dev.slipway.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void takesTheLastLinesWithoutControlCharacters() {
    assertThat(Excerpt.tail("one\n\n\u001B[31mtwo\u001B[0m\u0007\nthree\r\n", 2))
        .containsExactly("two", "three");
  }

  @Test
  void boundsALine() {
    assertThat(Excerpt.line("x".repeat(1000))).hasSize(301).endsWith("…");
  }
}
