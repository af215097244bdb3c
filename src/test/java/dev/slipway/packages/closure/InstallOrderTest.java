package dev.slipway.packages.closure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstallOrderTest {
  @Test
  void whatIsNeededComesFirstAndTheRestIsAlphabetical() {
    assertThat(
            InstallOrder.of(
                    Map.of(
                        "a", List.of("z"), "b", List.of(), "z", List.of("y"), "y", List.of("not")))
                .names())
        .containsExactly("b", "y", "z", "a");
  }

  @Test
  void aCycleIsFoundBehindWhatNeedsIt() {
    assertThat(
            InstallOrder.of(
                    Map.of(
                        "a", List.of("m"),
                        "m", List.of("n", "x"),
                        "n", List.of("o"),
                        "o", List.of("m"),
                        "x", List.of()))
                .cycle())
        .containsExactly("m", "n", "o", "m");
  }

  @Test
  void whatNeedsItselfIsACycle() {
    assertThat(InstallOrder.of(Map.of("a", List.of("a"))).cycle()).containsExactly("a", "a");
  }

  @Test
  void aLongChainHasAnOrder() {
    Map<String, List<String>> chain = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      chain.put("p" + i, List.of("p" + (i + 1)));
    }

    assertThat(InstallOrder.of(chain).names()).hasSize(10_000).startsWith("p9999");
  }
}
