package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerCredentialsTest {
  private static final Registry REGISTRY = new Registry("registry.example:5000");

  @TempDir Path docker;
  @TempDir Path bin;
  private final Map<String, String> env = new HashMap<>();

  @Test
  void withoutConfigurationThereAreNone() throws Exception {
    assertThat(find(REGISTRY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example:5000",
        "https://registry.example:5000",
        "https://registry.example:5000/v2/"
      })
  void authsIsReadUnderAnyFormOfTheName(String key) throws Exception {
    config("{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(key, base64("ann:pa:ss")));

    assertThat(find(REGISTRY)).contains(Credentials.ofPassword("ann", "pa:ss"));
  }

  @Test
  void authsOfAnotherRegistryDoesNotCount() throws Exception {
    config("{\"auths\": {\"registry.example\": {\"auth\": \"%s\"}}}".formatted(base64("a:b")));

    assertThat(find(REGISTRY)).isEmpty();
  }

  @Test
  void dockerHubHasAKeyOfItsOwn() throws Exception {
    config(
        "{\"auths\": {\"https://index.docker.io/v1/\": {\"auth\": \"%s\"}}}"
            .formatted(base64("ann:secret")));

    assertThat(find(new Registry("docker.io"))).contains(Credentials.ofPassword("ann", "secret"));
  }

  @Test
  void identityTokenIsAToken() throws Exception {
    config(
        "{\"auths\": {\"registry.example:5000\": {\"auth\": \"%s\", \"identitytoken\": \"t0k\"}}}"
            .formatted(base64("00000000-0000-0000-0000-000000000000:")));

    assertThat(find(REGISTRY)).contains(Credentials.ofToken("t0k"));
  }

  @Test
  void emptyEntryThatAStoreLeavesBehindMeansNothing() throws Exception {
    config("{\"auths\": {\"registry.example:5000\": {}}}");

    assertThat(find(REGISTRY)).isEmpty();
  }

  @Test
  void helperIsAskedForTheServer() throws Exception {
    helper(
        "kept",
        "read server; echo \"{\\\"ServerURL\\\":\\\"$server\\\",\\\"Username\\\":\\\"for $server\\\","
            + "\\\"Secret\\\":\\\"s\\\"}\"");
    config("{\"credHelpers\": {\"registry.example:5000\": \"kept\"}}");

    assertThat(find(REGISTRY)).contains(Credentials.ofPassword("for registry.example:5000", "s"));
  }

  @Test
  void helpersTokenIsAToken() throws Exception {
    helper("kept", "cat >/dev/null; echo '{\"Username\":\"<token>\",\"Secret\":\"t0k\"}'");
    config("{\"credsStore\": \"kept\"}");

    assertThat(find(REGISTRY)).contains(Credentials.ofToken("t0k"));
  }

  @Test
  void helperThatHasNoneLeavesItToAuths() throws Exception {
    helper("kept", "cat >/dev/null; echo 'credentials not found in native keychain'; exit 1");
    config(
        "{\"credsStore\": \"kept\", \"auths\": {\"registry.example:5000\": {\"auth\": \"%s\"}}}"
            .formatted(base64("ann:file")));

    assertThat(find(REGISTRY)).contains(Credentials.ofPassword("ann", "file"));
  }

  @Test
  void storeThatIsNotInstalledLeavesItToAuths() throws Exception {
    config(
        "{\"credsStore\": \"desktop\", \"auths\": {\"registry.example:5000\": {\"auth\": \"%s\"}}}"
            .formatted(base64("ann:file")));

    assertThat(find(REGISTRY)).contains(Credentials.ofPassword("ann", "file"));
  }

  @Test
  void helperOfTheRegistryThatIsNotInstalledIsAFailure() throws Exception {
    config("{\"credHelpers\": {\"registry.example:5000\": \"nosuch\"}}");

    assertThatThrownBy(() -> find(REGISTRY))
        .isInstanceOf(StepFailed.class)
        .hasMessageContaining("docker-credential-nosuch");
  }

  @Test
  void helperThatFailsIsALoginFailureWithoutItsWords() throws Exception {
    helper("kept", "cat >/dev/null; echo 'secret: hunter2'; exit 1");
    config("{\"credsStore\": \"kept\"}");

    assertThatThrownBy(() -> find(REGISTRY))
        .isInstanceOfSatisfying(
            StepFailed.class,
            e -> {
              assertThat(e.failure().kind()).isEqualTo(Kind.LOGIN);
              assertThat(e.failure().toString()).doesNotContain("hunter2");
            });
  }

  @Test
  void theOrderIsEnvironmentHelperStoreFile() throws Exception {
    helper("own", "cat >/dev/null; echo '{\"Username\":\"own\",\"Secret\":\"s\"}'");
    helper("store", "cat >/dev/null; echo '{\"Username\":\"store\",\"Secret\":\"s\"}'");
    String file =
        "\"auths\": {\"registry.example:5000\": {\"auth\": \"%s\"}}".formatted(base64("file:s"));
    String store = "\"credsStore\": \"store\"";
    String own = "\"credHelpers\": {\"registry.example:5000\": \"own\"}";

    config("{" + file + "}");
    assertThat(find(REGISTRY).orElseThrow().username()).isEqualTo("file");
    config("{" + file + "," + store + "}");
    assertThat(find(REGISTRY).orElseThrow().username()).isEqualTo("store");
    config("{" + file + "," + store + "," + own + "}");
    assertThat(find(REGISTRY).orElseThrow().username()).isEqualTo("own");
    env.put(
        "DOCKER_AUTH_CONFIG",
        "{\"auths\": {\"registry.example:5000\": {\"auth\": \"%s\"}}}".formatted(base64("env:s")));
    assertThat(find(REGISTRY).orElseThrow().username()).isEqualTo("env");
  }

  @Test
  void unreadableConfigurationIsNotQuoted() throws Exception {
    config("{\"auths\": {\"registry.example:5000\": {\"auth\": \"aHVudGVyMg\" oops");

    assertThatThrownBy(() -> find(REGISTRY))
        .isInstanceOf(StepFailed.class)
        .hasNoCause()
        .hasMessageNotContaining("aHVudGVyMg");
  }

  @Test
  void credentialsDoNotShowThemselves() {
    assertThat(Credentials.ofPassword("ann", "hunter2") + " " + Credentials.ofToken("t0k"))
        .doesNotContain("ann", "hunter2", "t0k");
  }

  private Optional<Credentials> find(Registry registry) throws StepFailed, InterruptedException {
    env.put("PATH", bin + ":/usr/bin:/bin");
    return new DockerCredentials(new DockerFolder(env, docker)).find(registry);
  }

  private void config(String json) throws IOException {
    Files.writeString(docker.resolve("config.json"), json);
  }

  private void helper(String name, String script) throws IOException {
    Path file = bin.resolve("docker-credential-" + name);
    Files.writeString(file, "#!/bin/sh\n[ \"$1\" = get ] || exit 2\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
