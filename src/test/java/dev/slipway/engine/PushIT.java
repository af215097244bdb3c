package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.sandbox.SandboxRegistry;
import dev.slipway.settings.Settings;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PushIT {
  @RegisterExtension final RealEngine real = new RealEngine();

  @TempDir Path folder;
  @TempDir Path docker;

  @Test
  void pushGivesTheDigestThatTheRegistryHolds() throws Exception {
    Image image = image(RealEngine.REGISTRY);

    Pushed pushed = push(image);

    assertThat(pushed.image()).isEqualTo(image.reference());
    assertThat(pushed.digest()).isEqualTo(digestByHand(image.reference()));
    assertThat(Files.readString(folder.resolve("push.log"))).contains(pushed.digest().value());
  }

  @Test
  void pushingTheSameAgainGivesTheSameDigest() throws Exception {
    Image image = image(RealEngine.REGISTRY);

    assertThat(push(image)).isEqualTo(push(image));
  }

  @Test
  void testedImageIsPushedAlthoughAnotherBuildTookItsName() throws Exception {
    String name = real.forgotten(RealEngine.REGISTRY + "/engine-it/taken:t" + System.nanoTime());
    Image tested = build(name);
    Image other = build(name);
    real.forgottenContent(other.id());

    Pushed pushed = push(tested);

    assertThat(other.id()).isNotEqualTo(tested.id());
    assertThat(configByHand(pushed)).isEqualTo(tested.id());
  }

  @Test
  void credentialsOpenAPrivateRegistry() throws Exception {
    login(SandboxRegistry.USER + ":" + SandboxRegistry.password());
    Image image = image(RealEngine.PRIVATE_REGISTRY);

    assertThat(push(image).image()).isEqualTo(image.reference());
  }

  @Test
  void wrongPasswordIsALoginFailureThatKeepsThePasswordToItself() throws Exception {
    login("slipway:not-the-password");

    Failure failure = failure(image(RealEngine.PRIVATE_REGISTRY));

    assertThat(failure.kind()).isEqualTo(Kind.LOGIN);
    assertThat(failure.code()).isEqualTo("REGISTRY_LOGIN");
    assertThat(failure.message()).contains(RealEngine.PRIVATE_REGISTRY);
    assertThat(failure.hint()).contains("docker login");
    assertThat(failure + Files.readString(folder.resolve("push.log")))
        .doesNotContain("not-the-password");
  }

  @Test
  void noCredentialsIsALoginFailure() throws Exception {
    assertThat(failure(image(RealEngine.PRIVATE_REGISTRY)).kind()).isEqualTo(Kind.LOGIN);
  }

  @Test
  void registryThatRefusesConnectionsMayComeBack() throws Exception {
    Failure failure = failure(image("127.0.0.1:" + freePort()));

    assertThat(failure.kind()).isEqualTo(Kind.PASSING);
    assertThat(failure.code()).isEqualTo("REGISTRY_UNREACHABLE");
    assertThat(failure.message()).startsWith("the push of");
  }

  @Test
  void imageThatIsNotThereFails() throws Exception {
    Image gone =
        new Image(
            ImageReference.parse(RealEngine.REGISTRY + "/engine-it/gone:1"),
            "sha256:" + "0".repeat(64),
            0);

    assertThat(failure(gone).kind()).isNotEqualTo(Kind.PASSING);
  }

  private Pushed push(Image image) throws StepFailed, InterruptedException {
    DockerCredentials credentials = new DockerCredentials(new DockerFolder(Map.of(), docker));
    return new Push(
            real.engine(), real.calls(), credentials, new RegistryClient(credentials, real.calls()))
        .run(TestInput.pushing(folder, image));
  }

  private Failure failure(Image image) {
    return catchThrowableOfType(StepFailed.class, () -> push(image)).failure();
  }

  /** A second name of the base, so that nothing has to be built. */
  private Image image(String registry) {
    String repository = registry + "/engine-it/pushed";
    String tag = "t" + System.nanoTime();
    real.engine().client().tagImageCmd(RealEngine.BASE, repository, tag).exec();
    String name = real.forgotten(repository + ":" + tag);
    var found = real.operations().image(name).orElseThrow();
    return new Image(ImageReference.parse(name), found.getId(), found.getSize());
  }

  private Image build(String name) throws Exception {
    String dockerfile = "FROM %s\nRUN echo %d\n".formatted(RealEngine.BASE, System.nanoTime());
    return new DockerBuild(
            real.engine(),
            real.calls(),
            new DockerCredentials(new DockerFolder(Map.of(), docker)),
            new Settings(folder, Map.of()),
            RealEngine.WORKER)
        .run(TestInput.building(folder, name, RealEngine.BASE, dockerfile));
  }

  private void login(String pair) throws IOException {
    String auth = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        docker.resolve("config.json"),
        "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(RealEngine.PRIVATE_REGISTRY, auth));
  }

  private static Digest digestByHand(ImageReference image) throws Exception {
    var answer = manifestByHand(image);
    return new Digest(answer.headers().firstValue("Docker-Content-Digest").orElseThrow());
  }

  /** The digest of the image's configuration, which is the engine's id of it. */
  private static String configByHand(Pushed pushed) throws Exception {
    var answer = manifestByHand(pushed.image());
    return new ObjectMapper().readTree(answer.body()).at("/config/digest").asText();
  }

  private static HttpResponse<String> manifestByHand(ImageReference image) throws Exception {
    URI uri =
        URI.create(
            "http://%s/v2/%s/manifests/%s"
                .formatted(RealEngine.REGISTRY, image.path(), image.tag().orElseThrow()));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
