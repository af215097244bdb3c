package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldTest {
  private final Hold hold = new Hold(new Worker("0a1b2c3d"));

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost/", "docker.io/"})
  void jobIsFoundInTheNameThatTheEngineShows(String podmans) {
    String name = hold.name("demo-20260102-030405-9f3a").toString();

    assertThat(name).isEqualTo("slipway-job/0a1b2c3d:demo-20260102-030405-9f3a");
    assertThat(hold.job(podmans + name)).contains("demo-20260102-030405-9f3a");
  }

  @Test
  void anotherWorkersNameIsAHoldButNotOurs() {
    String name = new Hold(new Worker("0a1b2c3e")).name("demo").toString();

    assertThat(hold.job(name)).isEmpty();
    assertThat(Hold.isOne(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo:1",
        "127.0.0.1:5000/demo/slipway-job:1",
        "slipway-job/demo:1",
        "<none>:<none>"
      })
  void otherNamesAreNoHolds(String name) {
    assertThat(Hold.isOne(name)).isFalse();
  }
}
