package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineErrorsTest {
  @Test
  void aSignedAddressLosesItsKey() {
    assertThat(
            EngineErrors.withoutQueries(
                "Put \"https://store.example.org/blob/1?X-Amz-Signature=abc&x=1\": EOF; see"
                    + " http://a/b?c=d"))
        .isEqualTo("Put \"https://store.example.org/blob/1?…\": EOF; see http://a/b?…");
  }

  @Test
  void otherWordsStayAsTheyAre() {
    assertThat(EngineErrors.withoutQueries("what? https://a/b")).isEqualTo("what? https://a/b");
  }

  @Test
  void theEnginesOwnMessageLosesThemToo() {
    assertThat(
            EngineErrors.words(
                new IllegalStateException("{\"message\": \"Get \\\"https://a/b?key=k\\\": EOF\"}")))
        .isEqualTo("Get \"https://a/b?…\": EOF");
  }
}
