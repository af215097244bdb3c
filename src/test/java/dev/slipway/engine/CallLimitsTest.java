package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallLimitsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/build?version=2&t=a",
        "/images/create?fromImage=a",
        "/images/127.0.0.1:5000/team/a/push?tag=1",
        "/containers/0a1b/attach?stream=1",
        "/containers/0a1b/logs?follow=1",
        "/containers/0a1b/wait",
        "/containers/0a1b/archive?path=%2Fetc"
      })
  void streamsHaveNone(String path) {
    assertThat(limit(path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/info",
        "/build/prune?keep-storage=1",
        "/images/json?all=0",
        "/images/sha256:1/json",
        "/images/a/tag?repo=b",
        "/containers/create",
        "/containers/0a1b/start",
        "/containers/0a1b/kill",
        "/containers/0a1b?force=true"
      })
  void singleAnswersHaveTheUsualOne(String path) {
    assertThat(limit(path)).contains(Duration.ofMinutes(2));
  }

  @Test
  void pingHasItsOwn() {
    assertThat(limit("/_ping")).contains(Duration.ofSeconds(30));
  }

  private static Optional<Duration> limit(String path) {
    return CallLimits.USUAL.of(Request.builder().method(Request.Method.GET).path(path).build());
  }
}
