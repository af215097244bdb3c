package dev.slipway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
  @TempDir Path folder;

  @Test
  void everythingHasADefaultThatWorksOnALaptop() throws Exception {
    Settings settings = read(Map.of(), Map.of());

    assertThat(settings.inbox()).isEqualTo(folder.resolve("inbox"));
    assertThat(settings.deadLetter()).isEqualTo(folder.resolve("dead-letter"));
    assertThat(settings.push()).isTrue();
    assertThat(settings.registry()).isEmpty();
    assertThat(settings.base()).isEqualTo("rocker/r-ver:{r}");
    assertThat(settings.workers()).isPositive();
  }

  @Test
  void theEnvironmentWinsOverTheFileAndSetOverBoth() throws Exception {
    file("slipway.registry=file.example\nslipway.work=from-file\nslipway.outbox=o\n");

    Settings settings =
        read(
            Map.of("SLIPWAY_REGISTRY", "env.example", "SLIPWAY_WORK", "from-env"),
            Map.of("slipway.registry", "set.example"));

    assertThat(settings.registry()).contains("set.example");
    assertThat(settings.work()).isEqualTo(folder.resolve("from-env"));
    assertThat(settings.outbox()).isEqualTo(folder.resolve("o"));
  }

  @Test
  void aKeyWithADashIsReadFromTheEnvironmentToo() throws Exception {
    assertThat(read(Map.of("SLIPWAY_DEAD_LETTER", "dead"), Map.of()).deadLetter())
        .isEqualTo(folder.resolve("dead"));
  }

  @Test
  void anUnknownKeyIsAnErrorThatNamesItsSource() throws IOException {
    file("slipway.regsitry=x\n");

    assertThatThrownBy(() -> read(Map.of(), Map.of()))
        .isInstanceOf(SettingsInvalid.class)
        .hasMessageContaining("slipway.properties")
        .hasMessageContaining("slipway.regsitry")
        .hasMessageContaining("slipway.registry");
  }

  @Test
  void aBadValueIsAnErrorThatSaysWhatIsMeant() {
    assertThatThrownBy(() -> read(Map.of(), Map.of("slipway.workers", "many")))
        .isInstanceOf(SettingsInvalid.class)
        .hasMessage("slipway.workers must be a number from 1 to 256, not \"many\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ghcr.io", "ghcr.io/acme/team", "localhost", "registry:5000", "127.0.0.1:5000"})
  void aRegistryIsAHostThatDockerTakesForOne(String registry) throws Exception {
    assertThat(read(Map.of(), Map.of("slipway.registry", registry)).registry()).contains(registry);
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry", "acme/team", "https://ghcr.io", "ghcr.io/", "ghcr.io/a:1"})
  void whatDockerWouldTakeForSomethingElseIsNoRegistry(String registry) {
    assertThatThrownBy(() -> read(Map.of(), Map.of("slipway.registry", registry)))
        .isInstanceOf(SettingsInvalid.class)
        .hasMessageStartingWith("slipway.registry must be host[:port][/path]")
        .hasMessageEndingWith("not \"" + registry + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"slipway.cran", "slipway.bioconductor", "slipway.github", "slipway.registry"})
  void aPasswordIsRefusedWithoutBeingRepeated(String key) {
    assertThatThrownBy(() -> read(Map.of(), Map.of(key, "https://user:s3cret@mirror.example")))
        .isInstanceOf(SettingsInvalid.class)
        .hasMessageContaining(key)
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%20b", "a?b", "a#b", "a+b", "{{a}}", "a\u0007b", "a\u0000b"})
  void aFolderThatAUriWouldChangeIsRefused(String inbox) {
    assertThatThrownBy(() -> read(Map.of(), Map.of("slipway.inbox", inbox)))
        .isInstanceOf(SettingsInvalid.class)
        .hasMessageStartingWith("slipway.inbox must be a folder whose whole path has none of");
  }

  @Test
  void budgetIsANumberAndASize() throws Exception {
    Settings settings =
        read(Map.of(), Map.of("slipway.keep.images", "0", "slipway.keep.cache", "512m"));

    assertThat(settings.keepImages()).isZero();
    assertThat(settings.keepCache()).isEqualTo(512L << 20);
    assertThatThrownBy(() -> read(Map.of(), Map.of("slipway.keep.images", "all")))
        .isInstanceOf(SettingsInvalid.class)
        .hasMessageStartingWith("slipway.keep.images must be a number from 0 to 999999");
    assertThatThrownBy(() -> read(Map.of(), Map.of("slipway.keep.cache", "20")))
        .isInstanceOf(SettingsInvalid.class)
        .hasMessageStartingWith("slipway.keep.cache must be a size");
  }

  @Test
  void theWorkingFolderCountsToo() throws IOException {
    Path unfit = Files.createDirectory(folder.resolve("c++"));

    assertThatThrownBy(() -> new SettingsReader(unfit, Map.of()).read(Optional.empty(), Map.of()))
        .isInstanceOf(SettingsInvalid.class)
        .hasMessageContaining("slipway.inbox")
        .hasMessageContaining("c++");
  }

  @Test
  void aFolderWithSpacesAndAccentsIsTaken() throws Exception {
    assertThat(read(Map.of(), Map.of("slipway.inbox", "Große Box")).inbox())
        .isEqualTo(folder.resolve("Große Box"));
  }

  @Test
  void aNamedFileThatIsNotThereIsAnError() {
    Path missing = folder.resolve("missing.properties");

    assertThatThrownBy(() -> reader(Map.of()).read(Optional.of(missing), Map.of()))
        .isInstanceOf(SettingsInvalid.class)
        .hasMessageContaining("missing.properties");
  }

  private void file(String text) throws IOException {
    Files.writeString(folder.resolve("slipway.properties"), text);
  }

  private Settings read(Map<String, String> environment, Map<String, String> set)
      throws SettingsInvalid {
    return reader(environment).read(Optional.empty(), set);
  }

  private SettingsReader reader(Map<String, String> environment) {
    return new SettingsReader(folder, environment);
  }
}
