package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String DIGEST = "sha256:" + "a1".repeat(32);

  @ParameterizedTest
  @CsvSource({
    "rocker/r-ver:4.4.1, , rocker/r-ver, 4.4.1",
    "ubuntu, , ubuntu, ",
    "localhost/demo:1, localhost, demo, 1",
    "127.0.0.1:5000/a/b:2, 127.0.0.1:5000, a/b, 2",
    "ghcr.io/acme/r__x-y.z:v1_2, ghcr.io, acme/r__x-y.z, v1_2",
    "[::1]:5000/demo:1, [::1]:5000, demo, 1"
  })
  void aNameIsReadIntoItsParts(String text, String host, String path, String tag) {
    ImageReference reference = ImageReference.parse(text);

    assertThat(reference.host()).isEqualTo(Optional.ofNullable(host));
    assertThat(reference.path()).isEqualTo(path);
    assertThat(reference.tag()).isEqualTo(Optional.ofNullable(tag));
    assertThat(reference).hasToString(text);
  }

  @Test
  void aDigestPinsAndTheTagStaysForTheReader() {
    ImageReference pinned = ImageReference.parse("demo:1").withDigest(new Digest(DIGEST));

    assertThat(pinned).hasToString("demo:1@" + DIGEST);
    assertThat(ImageReference.parse(pinned.toString())).isEqualTo(pinned);
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io, ghcr.io, demo/x",
    "ghcr.io/acme, ghcr.io, acme/demo/x",
    "localhost/a/b, localhost, a/b/demo/x",
    "registry:5000, registry:5000, demo/x"
  })
  void aRegistrysPathStandsBeforeTheImages(String registry, String host, String path) {
    ImageReference reference = ImageReference.parse("demo/x:1").onRegistry(registry);

    assertThat(reference.host()).contains(host);
    assertThat(reference.path()).isEqualTo(path);
    assertThat(reference.tag()).contains("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"registry", "acme/team", "ghcr.io/", "https://ghcr.io", "ghcr.io/a:1", ""})
  void whatIsNoRegistryIsRefused(String registry) {
    ImageReference reference = ImageReference.parse("demo/x:1");

    assertThatThrownBy(() -> reference.onRegistry(registry))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Demo",
        "demo:",
        "demo:1\nRUN id",
        "--platform=linux/arm64",
        "a//b",
        "/a",
        "a/",
        "demo@sha256:12",
        "http://x/demo",
        "ho_st.example/demo",
        "demo:tag:tag"
      })
  void whatIsNoImageNameIsRefused(String text) {
    assertThatThrownBy(() -> ImageReference.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
