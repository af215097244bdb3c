package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineAddressTest {
  /** SHA-256 of {@code remote}: the name of its folder in Docker's context store. */
  private static final String REMOTE =
      "b71199ebd070b36beab7317920c2c2f1d777df8d05e5527d8458fda57cb17a7a";

  @TempDir Path folder;

  @BeforeEach
  void contextNamedRemote() throws IOException {
    Path meta = folder.resolve("contexts/meta/" + REMOTE);
    Files.createDirectories(meta);
    Files.writeString(
        meta.resolve("meta.json"),
        "{\"Name\":\"remote\",\"Endpoints\":{\"docker\":{\"Host\":\"tcp://remote.example\"}}}");
  }

  @Test
  void withoutAnythingItIsTheLocalSocket() {
    assertThat(find(Optional.empty(), Map.of()))
        .isEqualTo(URI.create("unix:///var/run/docker.sock"));
  }

  @Test
  void theOrderIsSettingEnvironmentContextSocket() throws IOException {
    Map<String, String> env = Map.of("DOCKER_HOST", "unix:///env.sock");
    Files.writeString(folder.resolve("config.json"), "{\"currentContext\": \"remote\"}");

    assertThat(find(Optional.of("unix:///set.sock"), env)).hasPath("/set.sock");
    assertThat(find(Optional.empty(), env)).hasPath("/env.sock");
    assertThat(find(Optional.empty(), Map.of())).hasHost("remote.example");
  }

  @Test
  void contextOfTheEnvironmentBeatsTheCurrentOne() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"currentContext\": \"default\"}");

    assertThat(find(Optional.empty(), Map.of("DOCKER_CONTEXT", "remote")))
        .hasHost("remote.example");
    assertThat(find(Optional.empty(), Map.of())).hasScheme("unix");
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://h, tcp://h:2375",
    "tcp://h:1, tcp://h:1",
    "http://h:1, tcp://h:1",
    "https://h, tcp://h:2376",
    "/run/x.sock, unix:///run/x.sock"
  })
  void formsOfAnAddress(String text, String uri) {
    assertThat(find(Optional.of(text), Map.of())).hasToString(uri);
  }

  @Test
  void tlsTakesItsCertificatesFromTheEnvironment() {
    EngineAddress address =
        EngineAddress.find(
            Optional.empty(),
            Map.of(
                "DOCKER_HOST", "tcp://h", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/certs"),
            folder);

    assertThat(address.certificates()).contains(Path.of("/certs"));
    assertThat(address.uri()).hasPort(2376);
  }

  @ParameterizedTest
  @CsvSource({"ssh://user@h", "nonsense", "tcp://", "'tcp://a b'"})
  void addressThatCannotBeUsedIsNamed(String text) {
    assertThatThrownBy(() -> find(Optional.of(text), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("engine's address");
  }

  @Test
  void contextThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> find(Optional.empty(), Map.of("DOCKER_CONTEXT", "gone")))
        .hasMessageContaining("no docker context named gone");
  }

  private URI find(Optional<String> configured, Map<String, String> env) {
    return EngineAddress.find(configured, env, folder).uri();
  }
}
