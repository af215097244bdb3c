package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.ImageReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryTest {
  @ParameterizedTest
  @CsvSource({
    "debian:12, registry-1.docker.io, library/debian, https://index.docker.io/v1/",
    "rocker/r-ver:4.4.1, registry-1.docker.io, rocker/r-ver, https://index.docker.io/v1/",
    "docker.io/debian, registry-1.docker.io, library/debian, https://index.docker.io/v1/",
    "localhost:5000/x, localhost:5000, x, localhost:5000",
    "ghcr.io/a/b:1, ghcr.io, a/b, ghcr.io"
  })
  void namesOfARegistry(String image, String apiHost, String apiPath, String key) {
    ImageReference reference = ImageReference.parse(image);
    Registry registry = Registry.of(reference);

    assertThat(registry.apiHost()).isEqualTo(apiHost);
    assertThat(registry.apiPath(reference)).isEqualTo(apiPath);
    assertThat(registry.credentialsKey()).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({
    "docker.io/team/x:1, team/x@sha256:%s, true",
    "index.docker.io/x, library/x, true",
    "127.0.0.1:5000/x:1, 127.0.0.1:5000/x:2, true",
    "127.0.0.1:5000/x, 127.0.0.1:5001/x, false",
    "ghcr.io/a/x, ghcr.io/b/x, false"
  })
  void repositoriesAreTheSameByAnyOfTheirNames(String one, String other, boolean same) {
    ImageReference otherName = ImageReference.parse(other.formatted("a".repeat(64)));

    assertThat(Registry.sameRepository(ImageReference.parse(one), otherName)).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "localhost:5000, true",
    "127.0.0.1:5000, true",
    "127.1.2.3, true",
    "[::1]:5000, true",
    "127.example.org, false",
    "registry.example, false"
  })
  void loopback(String host, boolean loopback) {
    assertThat(new Registry(host).isLoopback()).isEqualTo(loopback);
  }
}
