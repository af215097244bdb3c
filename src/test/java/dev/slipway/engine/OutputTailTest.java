package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTailTest {
  @Test
  void littleIsKeptWhole() {
    assertThat(tail(100, "one", "two")).isEqualTo("onetwo");
  }

  @Test
  void ofMuchTheEndIsKept() {
    assertThat(tail(4, "abcdef", "g", "hi")).isEqualTo("fghi");
  }

  @Test
  void pieceLongerThanEverythingIsKeptFromItsEnd() {
    assertThat(tail(3, "a", "0123456789")).isEqualTo("789");
  }

  @Test
  void characterThatIsCutIsLeftOut() {
    assertThat(tail(5, "xx😀yy")).isEqualTo("yy");
    assertThat(tail(6, "xx😀yy")).isEqualTo("😀yy");
  }

  private static String tail(int capacity, String... pieces) {
    OutputTail tail = new OutputTail(capacity);
    for (String piece : pieces) {
      tail.add(piece.getBytes(StandardCharsets.UTF_8));
    }
    return tail.text();
  }
}
