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
