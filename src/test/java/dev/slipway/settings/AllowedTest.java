package dev.slipway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.ImageReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker.io/rocker/tidyverse:4.4.1",
        "rocker/r-ver:latest",
        "index.docker.io/rocker/shiny",
        "debian:12",
        "docker.io/library/debian",
        "ghcr.io/acme/r@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "GHCR.io/acme/deep/er/r:1",
        "registry.example:5000/any:1",
        "[2001:db8::1]:5000/r"
      })
  void whatIsListedOrBelowItIsAllowed(String image) throws Exception {
    assertThat(bases(image)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker.io/rocker-evil/r-ver",
        "rockerevil/r-ver",
        "rocker",
        "debian-evil",
        "evil/debian",
        "ghcr.io/acme-evil/r",
        "ghcr.io/other/r",
        "ghcr.io:443/acme/r",
        "registry.example/any",
        "registry.example:5001/any",
        "registry.example.evil:5000/any",
        "localhost/rocker/r-ver",
        "docker.io.evil.example/rocker/r-ver"
      })
  void whatIsNotListedIsRefused(String image) throws Exception {
    assertThat(bases(image)).isPresent();
  }

  private Optional<Allowed.Refusal> bases(String image) throws Exception {
    String list =
        "docker.io/rocker, debian,ghcr.io/acme/,registry.example:5000,[2001:db8::1]:5000,";
    return allowed(Map.of(Key.ALLOW_BASES, list)).base(ImageReference.parse(image));
  }

  @Test
  void theRefusalSaysWhatIsAllowed() throws Exception {
    Allowed allowed = allowed(Map.of(Key.ALLOW_BASES, "rocker/r-ver,ghcr.io/acme"));

    assertThat(allowed.base(ImageReference.parse("evil.example/r")).orElseThrow())
        .isEqualTo(
            new Allowed.Refusal(
                "is on evil.example, a host that the operator did not allow",
                "allowed are docker.io/rocker/r-ver, ghcr.io/acme, and what Slipway's own"
                    + " configuration names"));
    assertThat(allowed.base(ImageReference.parse("ghcr.io/b/r")).orElseThrow().message())
        .isEqualTo("means ghcr.io/b/r, which the operator did not allow");
  }

  @ParameterizedTest
  @CsvSource({
    "rocker/r-ver:{r}, rocker/r-ver:4.1.0, true",
    "rocker/r-ver:{r}, rocker/r-ver, true",
    "rocker/r-ver:{r}, rocker/r-ver/evil, false",
    "own.example/r-{r}:1, own.example/r-4.4.1:2, true",
    "own.example/r-{r}:1, own.example/r-evil:1, false",
    "own.example/r-{r}:1, ownXexample:80/r-4.4.1, false",
  })
  void theOperatorsOwnBaseIsAllowed(String pattern, String image, boolean is) throws Exception {
    Allowed allowed = allowed(Map.of(Key.BASE, pattern, Key.ALLOW_BASES, "ghcr.io/acme"));

    assertThat(allowed.base(ImageReference.parse(image)).isEmpty()).isEqualTo(is);
  }

  @ParameterizedTest
  @CsvSource({
    "demo/x, true",
    "own.example/acme/demo/x, true",
    "own.example/other/x, false",
    "ghcr.io/x, true",
    "docker.io/demo/x, false",
    "ghcr.io.evil.example/x, false"
  })
  void anImageGoesToTheOperatorsRegistryOrToOneThatIsListed(String image, boolean is)
      throws Exception {
    Allowed allowed =
        allowed(Map.of(Key.REGISTRY, "own.example/acme", Key.ALLOW_REGISTRIES, "ghcr.io"));

    assertThat(allowed.registry(ImageReference.parse(image)).isEmpty()).isEqualTo(is);
  }

  @Test
  void withoutARegistryOfTheOperatorsANameAloneIsOnDockerHub() throws Exception {
    ImageReference image = ImageReference.parse("demo/x");

    assertThat(allowed(Map.of(Key.ALLOW_REGISTRIES, "ghcr.io")).registry(image)).isPresent();
    assertThat(allowed(Map.of(Key.ALLOW_REGISTRIES, "docker.io/demo")).registry(image)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    ", rstudio/httpuv, true",
    "github.com, RStudio/httpuv, true",
    ", acme/one, true",
    ", acme/other, false",
    ", rstudio-evil/httpuv, false",
    "ghe.example, rstudio/httpuv, false"
  })
  void packagesComeFromListedRepositories(String host, String slug, boolean is) throws Exception {
    Allowed allowed =
        allowed(Map.of(Key.ALLOW_REPOSITORIES, "https://github.com/rstudio, GitHub.com/Acme/One"));

    assertThat(allowed.gitHub(Optional.ofNullable(host), slug).isEmpty()).isEqualTo(is);
  }

  @Test
  void aGitHubOtherThanTheOperatorsIsNotAllowed() throws Exception {
    assertThat(allowed(Map.of()).gitHub(Optional.of("ghe.example"), "a/b").orElseThrow().message())
        .isEqualTo("is on ghe.example, a host that the operator did not allow");
    assertThat(allowed(Map.of()).gitHub(Optional.of("github.com"), "a/b")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.169.254/x", "metadata.google.internal/x", "[fe80::1]:80/x"})
  void metadataAddressesAreRefusedWhateverIsListed(String image) {
    ImageReference reference = ImageReference.parse(image);

    assertThat(Allowed.EVERYTHING.base(reference)).isPresent();
    assertThat(Allowed.EVERYTHING.registry(reference)).isPresent();
    assertThat(Allowed.EVERYTHING.gitHub(reference.host(), "a/b")).isPresent();
  }

  @Test
  void withoutListsEverythingElseIsAllowed() throws Exception {
    assertThat(allowed(Map.of()).base(ImageReference.parse("any.example/x"))).isEmpty();
    assertThat(allowed(Map.of()).registry(ImageReference.parse("any.example/x"))).isEmpty();
    assertThat(allowed(Map.of()).dockerfile()).isEmpty();
    assertThat(allowed(Map.of(Key.ALLOW_DOCKERFILE, "false")).dockerfile()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOW_BASES, rocker/r-ver:4.4.1",
    "ALLOW_BASES, https://ghcr.io",
    "ALLOW_BASES, Rocker/x",
    "ALLOW_BASES, ghcr.io/*",
    "ALLOW_REGISTRIES, user@ghcr.io",
    "ALLOW_REPOSITORIES, rstudio",
    "ALLOW_REPOSITORIES, github.com/a/b/c",
    "ALLOW_DOCKERFILE, maybe"
  })
  void aListThatCannotBeReadIsAnError(Key key, String value) {
    assertThatThrownBy(() -> allowed(Map.of(key, value)))
        .isInstanceOf(SettingsInvalid.class)
        .hasMessageContaining(key.property())
        .hasMessageContaining(value);
  }

  private static Allowed allowed(Map<Key, String> values) throws SettingsInvalid {
    return new Settings(Path.of("."), values).allowed();
  }
}
