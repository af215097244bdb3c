package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.fixture.Tar;
import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.packages.Distribution;
import dev.slipway.sandbox.Docker;
import dev.slipway.sandbox.SandboxRegistry;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RegistryBaseImagesIT {
  private static final String R = "127.0.0.1:5000/sandbox/r-ver:4.2.2";
  private static final Distribution BOOKWORM = new Distribution("debian", "12", "bookworm");

  @RegisterExtension final RealEngine real = new RealEngine();

  @TempDir Path folder;

  @Test
  void baseIsReadFromTheRegistryWithoutTheEngine() throws Exception {
    Base base = inspect(R, new Engine(Optional.of("unix://" + folder.resolve("none.sock"))));

    assertThat(base.r()).isEqualTo("4.2.2");
    assertThat(base.distribution()).isEqualTo(BOOKWORM);
    assertThat(base.architecture()).isEqualTo("amd64");
    assertThat(base.image().digest().map(Object::toString))
        .isEqualTo(SandboxRegistry.PUBLIC.digest("sandbox/r-ver", "4.2.2"));
  }

  @Test
  void baseWithoutRIsNone() {
    assertThat(failure(RealEngine.BASE).code()).isEqualTo("BASE_UNKNOWN");
  }

  @Test
  void privateRegistryIsLoggedInTo() throws Exception {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}"
            .formatted(
                RealEngine.PRIVATE_REGISTRY, SandboxRegistry.basic(SandboxRegistry.password())));
    String image =
        real.forgotten(RealEngine.PRIVATE_REGISTRY + "/engine-it/base:" + System.nanoTime());
    Path files = folder.resolve("files.tar");
    Files.write(files, new Tar().file("etc/os-release", "ID=ubuntu\nVERSION_ID=22.04").plain());
    Docker.run("import", "--change", "ENV R_VERSION=4.4.1", files.toString(), image);
    Docker.run("--config", folder.toString(), "push", image);

    Base base = inspect(image, real.engine());

    assertThat(base.r()).isEqualTo("4.4.1");
    assertThat(base.distribution()).isEqualTo(new Distribution("ubuntu", "22.04", ""));
    assertThat(base.image().digest()).isPresent();
  }

  @Test
  void imageThatOnlyTheEngineHasIsReadThereAndNotPinned() throws Exception {
    String image = real.forgotten("127.0.0.1:5000/engine-it/local:" + System.nanoTime());
    Docker.run("tag", R, image);

    assertThat(inspect(image, real.engine()))
        .isEqualTo(new Base(ImageReference.parse(image), "4.2.2", "amd64", BOOKWORM));
    assertThat(folder.resolve("bases")).doesNotExist();
    assertThat(containersLeft(image)).isEmpty();
  }

  @Test
  void rOfALocalImageIsReadFromItsLibrary() throws Exception {
    String image = real.forgotten("127.0.0.1:5000/engine-it/local:" + System.nanoTime());
    String container = Docker.run("create", R, "true").strip();
    Docker.run("commit", "--change", "ENV R_VERSION=devel", container, image);
    Docker.run("rm", container);

    assertThat(inspect(image, real.engine()).r()).isEqualTo("4.2.2");
  }

  @Test
  void localImageWithoutRIsNone() throws Exception {
    String image = real.forgotten("127.0.0.1:5000/engine-it/local:" + System.nanoTime());
    Docker.run("tag", RealEngine.BASE, image);

    assertThat(failure(image).code()).isEqualTo("BASE_UNKNOWN");
    assertThat(containersLeft(image)).isEmpty();
  }

  @Test
  void localImageWithATriggerIsRefused() throws Exception {
    String image = real.forgotten("127.0.0.1:5000/engine-it/local:" + System.nanoTime());
    String container = Docker.run("create", R, "true").strip();
    Docker.run("commit", "--change", "ONBUILD RUN make", container, image);
    Docker.run("rm", container);

    assertThat(failure(image).code()).isEqualTo("BASE_ONBUILD");
    assertThat(failure(image).message()).contains(image, "RUN make");
  }

  @Test
  void imageThatNobodyHasIsLasting() {
    Failure failure = failure("127.0.0.1:5000/engine-it/nosuch:1");

    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.code()).isEqualTo("BASE_NOT_FOUND");
    assertThat(failure.message()).contains("127.0.0.1:5000/engine-it/nosuch:1");
  }

  private Base inspect(String image, Engine engine) throws StepFailed, InterruptedException {
    DockerCredentials credentials = new DockerCredentials(new DockerFolder(Map.of(), folder));
    return new RegistryBaseImages(
            new RegistryClient(credentials, real.calls()),
            engine,
            real.calls(),
            RealEngine.WORKER,
            folder)
        .inspect(ImageReference.parse(image));
  }

  private Failure failure(String image) {
    return catchThrowableOfType(StepFailed.class, () -> inspect(image, real.engine())).failure();
  }

  /** Made of that image by us. */
  private static String containersLeft(String image) throws Exception {
    return Docker.run("ps", "-aq", "-f", "label=dev.slipway", "-f", "ancestor=" + image);
  }
}
