package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.fixture.Tar;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.packages.Distribution;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryBaseImagesTest {
  private static final String JAMMY =
      """
      PRETTY_NAME="Ubuntu 22.04.4 LTS"
      VERSION_ID="22.04"
      VERSION_CODENAME=jammy
      ID=ubuntu
      ID_LIKE=debian
      """;
  private static final Distribution UBUNTU = new Distribution("ubuntu", "22.04", "jammy");
  private static final String R_IN_LIBRARY = "usr/local/lib/R/library/base/DESCRIPTION";
  private static final String DESCRIPTION = "Package: base\nVersion: 4.3.2\nPriority: base\n";
  private static final List<String> R_IN_ENV = List.of("PATH=/bin", "R_VERSION=4.4.1");
  private static final List<String> NO_ENV = List.of();

  private final ImageStub registry = new ImageStub();

  @TempDir Path folder;

  @AfterEach
  void closeRegistry() {
    registry.close();
  }

  @Test
  void baseIsWhatItsConfigurationAndItsFilesSay() throws Exception {
    Digest digest = registry.image("arm64", R_IN_ENV, jammy().gzipped());
    ImageReference image = registry.tagged(digest);

    assertThat(inspect(image))
        .isEqualTo(new Base(image.withDigest(digest), "4.4.1", "arm64", UBUNTU));
  }

  @Test
  void firstPlatformOfAnIndexIsAmd64() throws Exception {
    Digest arm = registry.image("arm64", R_IN_ENV, jammy().gzipped());
    Digest amd = registry.image("amd64", R_IN_ENV, jammy().gzipped());
    Digest index = registry.index(Map.of("arm64", arm, "amd64", amd, "s390x", arm));

    Base base = inspect(registry.tagged(index));

    assertThat(base.architecture()).isEqualTo("amd64");
    assertThat(base.image().digest()).contains(index);
  }

  @Test
  void indexWithoutAmd64IsArm64() throws Exception {
    Digest arm = registry.image("arm64", R_IN_ENV, jammy().gzipped());

    Base base = inspect(registry.tagged(registry.index(Map.of("arm64", arm))));

    assertThat(base.architecture()).isEqualTo("arm64");
  }

  @Test
  void baseWithATriggerIsRefusedBeforeItsLayersAreRead() {
    Digest config =
        registry.put(
            "{\"architecture\": \"amd64\", \"config\": {\"OnBuild\": [\"RUN make\", \"USER 0\"]}}");
    Digest manifest =
        registry.put(
            "{\"schemaVersion\": 2, \"config\": {\"digest\": \"%s\"}, \"layers\": [{\"digest\": \"%s\"}]}"
                .formatted(config, registry.put("layer")));
    ImageReference image = registry.tagged(manifest);

    Failure failure = failure(image);

    assertThat(failure.code()).isEqualTo("BASE_ONBUILD");
    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.message()).contains(image.toString(), "RUN make");
    assertThat(registry.requests()).noneMatch(request -> request.contains("layer"));
  }

  @Test
  void indexOfOtherPlatformsIsRefused() {
    Digest index = registry.index(Map.of("s390x", registry.put("{}")));

    assertThat(failure(registry.tagged(index)).message()).contains("neither linux/amd64 nor");
  }

  @Test
  void osReleaseMayBeALink() throws Exception {
    byte[] layer =
        new Tar()
            .link("./etc/os-release", "../usr/lib/os-release")
            .file("./usr/lib/os-release", JAMMY)
            .gzipped();

    assertThat(inspect(amd64(R_IN_ENV, layer)).distribution()).isEqualTo(UBUNTU);
  }

  @Test
  void targetOfALinkMayComeBeforeItOrInAnotherLayer() throws Exception {
    byte[] lower = new Tar().file("opt/os-release-own", JAMMY).gzipped();
    byte[] upper = new Tar().link("etc/os-release", "/opt/os-release-own").gzipped();

    assertThat(inspect(amd64(R_IN_ENV, lower, upper)).distribution()).isEqualTo(UBUNTU);
  }

  @Test
  void osReleaseMayBeAHardLink() throws Exception {
    byte[] layer =
        new Tar()
            .file("lib/os-release", JAMMY)
            .hardLink("etc/os-release", "lib/os-release")
            .plain();

    assertThat(inspect(amd64(R_IN_ENV, layer)).distribution()).isEqualTo(UBUNTU);
  }

  @Test
  void linksInACircleAreNoOsRelease() {
    byte[] layer = new Tar().link("etc/os-release", "os-release").gzipped();

    assertThat(failure(amd64(R_IN_ENV, layer)).message()).contains("no /etc/os-release");
  }

  @Test
  void debianTestingHasNoRelease() throws Exception {
    byte[] layer =
        new Tar().file("etc/os-release", "ID='debian'\nVERSION_CODENAME=trixie\n").gzipped();

    assertThat(inspect(amd64(R_IN_ENV, layer)).distribution())
        .isEqualTo(new Distribution("debian", "", "trixie"));
  }

  @Test
  void valueThatTheFormatForbidsIsNotTaken() throws Exception {
    byte[] layer =
        new Tar().file("etc/os-release", "ID=x\nVERSION_CODENAME=\"../$(id)\"\n").gzipped();

    assertThat(inspect(amd64(R_IN_ENV, layer)).distribution())
        .isEqualTo(new Distribution("x", "", ""));
  }

  @Test
  void rIsReadFromItsLibraryInWhicheverLayer() throws Exception {
    byte[] upper = new Tar().file(R_IN_LIBRARY, DESCRIPTION).gzipped();

    assertThat(inspect(amd64(NO_ENV, jammy().gzipped(), upper)).r()).isEqualTo("4.3.2");
  }

  @Test
  void libraryTellsWhatAVariableDoesNotSayExactly() throws Exception {
    byte[] layer = jammy().file("opt/R/4.3.2/lib/R/library/base/DESCRIPTION", DESCRIPTION).plain();

    assertThat(inspect(amd64(List.of("R_VERSION=devel"), layer)).r()).isEqualTo("4.3.2");
  }

  @Test
  void layerAboveWhatIsKnownIsNotAskedFor() throws Exception {
    byte[] upper = new Tar().file(R_IN_LIBRARY, DESCRIPTION).gzipped();
    byte[] lower = jammy().gzipped();
    ImageReference image = amd64(R_IN_ENV, lower, upper);

    assertThat(inspect(image).r()).isEqualTo("4.4.1");
    assertThat(registry.requests())
        .hasSize(4)
        .last()
        .isEqualTo("GET blobs/" + ImageStub.digest(lower));
  }

  @Test
  void imageWithoutRIsLasting() {
    Failure failure = failure(amd64(NO_ENV, jammy().gzipped()));

    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.code()).isEqualTo("BASE_UNKNOWN");
    assertThat(failure.message()).contains("has no R: neither R_VERSION nor a library of R");
    assertThat(failure.hint()).isNotEmpty();
  }

  @Test
  void layerInZstdIsRefusedByName() {
    byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0};

    assertThat(failure(amd64(R_IN_ENV, zstd)).message()).contains("compressed with zstd");
  }

  @Test
  void layerThatIsNoArchiveIsRefused() {
    byte[] broken = jammy().gzipped();
    broken[20] ^= 0x55;

    assertThat(failure(amd64(R_IN_ENV, broken)).code()).isIn("BASE_UNKNOWN", "REGISTRY_CUT");
  }

  @Test
  void manifestThatIsNotWhatWasAskedForIsRefused() {
    Digest digest = registry.image("amd64", R_IN_ENV, jammy().gzipped());
    registry.replace(digest, "{\"layers\": []}");

    assertThat(failure(registry.tagged(digest)).message())
        .contains("something else than " + digest);
  }

  @Test
  void configurationThatIsNotWhatWasAskedForIsRefused() {
    Digest config = registry.put("{\"architecture\": \"amd64\"}");
    registry.replace(config, "{\"architecture\": \"arm64\"}");
    Digest image =
        registry.put("{\"config\": {\"digest\": \"%s\"}, \"layers\": []}".formatted(config));

    assertThat(failure(registry.tagged(image)).message()).contains("something else than " + config);
  }

  @Test
  void manifestThatIsNoneIsRefused() {
    for (String none : List.of("[]", "topsecret", "{\"layers\": [], \"manifests\": []}")) {
      assertThat(failure(registry.tagged(registry.put(none))))
          .matches(failure -> failure.code().equals("BASE_UNKNOWN"))
          .matches(failure -> !failure.message().contains("topsecret"));
    }
  }

  @Test
  void whatADigestMeansIsAskedOnce() throws Exception {
    ImageReference image = amd64(R_IN_ENV, jammy().gzipped());
    Base base = inspect(image);
    int asked = registry.requests().size();

    assertThat(inspect(image)).isEqualTo(base);
    assertThat(registry.requests().stream().skip(asked)).containsExactly("HEAD manifests/1");
    assertThat(inspect(base.image())).isEqualTo(base);
    assertThat(registry.requests()).hasSize(asked + 1);
  }

  @Test
  void damagedCacheCostsOnlyTime() throws Exception {
    ImageReference image = amd64(R_IN_ENV, jammy().gzipped());
    Base base = inspect(image);
    for (String damaged :
        List.of("", "null", "{", "{\"r\": \"4.4.1\"}", "{\"r\": \"x\", \"architecture\": \"y\"}")) {
      Files.writeString(onlyFileOfCache(), damaged);

      assertThat(inspect(image)).isEqualTo(base);
    }
    assertThat(onlyFileOfCache()).content().contains("jammy");
  }

  @Test
  void cacheThatCannotBeWrittenIsDoneWithout() throws Exception {
    Files.writeString(folder.resolve("bases"), "not a folder");

    assertThat(inspect(amd64(R_IN_ENV, jammy().gzipped())).r()).isEqualTo("4.4.1");
  }

  @Test
  void layersThatUnpackToTooMuchAreNotReadOn() {
    byte[] layer =
        new Tar().file("large", "x".repeat(100_000)).file("etc/os-release", JAMMY).gzipped();
    BaseLayers layers = new BaseLayers(50_000);
    BaseFiles files = new BaseFiles(Optional.of("4.4.1"));

    BaseLayers.Unreadable refused =
        catchThrowableOfType(
            BaseLayers.Unreadable.class,
            () -> files.read(layers.unpack(new java.io.ByteArrayInputStream(layer)), ""));

    assertThat(refused).hasMessageContaining("more than 50000 bytes");
  }

  private static Tar jammy() {
    return new Tar().file("etc/os-release", JAMMY).file("usr/bin/x", "x".repeat(10_000));
  }

  private ImageReference amd64(List<String> env, byte[]... layers) {
    return registry.tagged(registry.image("amd64", env, layers));
  }

  private Base inspect(ImageReference image) throws StepFailed, InterruptedException {
    DockerCredentials credentials =
        new DockerCredentials(new DockerFolder(Map.of(), folder.resolve("docker")));
    EngineCalls none =
        (operation, parameters) -> {
          throw new IllegalStateException("there is no engine");
        };
    Engine engine = new Engine(Optional.of("unix://" + folder.resolve("none.sock")));
    return new RegistryBaseImages(
            new RegistryClient(credentials, none), engine, none, new Worker("0a1b2c3d"), folder)
        .inspect(image);
  }

  private Failure failure(ImageReference image) {
    return catchThrowableOfType(StepFailed.class, () -> inspect(image)).failure();
  }

  private Path onlyFileOfCache() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("bases"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }
}
