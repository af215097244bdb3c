package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.packages.GitHub;
import dev.slipway.packages.GitHubStub;
import dev.slipway.packages.WantedPackage;
import dev.slipway.packages.WantedPackage.Source;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderDockerfileTest {
  private static final Digest DIGEST = new Digest("sha256:" + "0123456789abcdef".repeat(4));
  private static final List<String> INSTRUCTIONS = List.of("FROM", "ENV", "RUN", "LABEL");

  @TempDir Path folder;
  private final GitHubStub stub = new GitHubStub().withPackage("slipway/hello", "hellor", "0.2.0");

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void aSpecWithoutPackagesHasNothingToInstall() throws Exception {
    assertThat(text(Specs.PLAIN)).isEqualTo(golden("plain.Dockerfile"));
  }

  @Test
  void aSpecWithEverythingInstallsWhatIsMostStableFirst() throws Exception {
    assertThat(text(full(Map.of("TZ", "Europe/Berlin", "GREETING", "say \"hi\" for $5"))))
        .isEqualTo(golden("full.Dockerfile"));
  }

  @Test
  void theSameSpecGivesTheSameBytesInAnyOrderOfItsMaps() throws Exception {
    Map<String, String> forward = new TreeMap<>(Map.of("A", "1", "B", "2", "C", "3", "D", "4"));
    Map<String, String> backward = new TreeMap<>(Collections.reverseOrder());
    backward.putAll(forward);

    Map<String, byte[]> first = context(full(forward), folder.resolve("1"));
    Map<String, byte[]> second = context(full(backward), folder.resolve("2"));

    assertThat(first.keySet()).isEqualTo(second.keySet());
    first.forEach((file, bytes) -> assertThat(second.get(file)).as(file).isEqualTo(bytes));
  }

  @Test
  void theTextIsTheSameAsTheContexts() throws Exception {
    Map<String, byte[]> context = context(full(Map.of()), folder);

    assertThat(renderer().text(full(Map.of())))
        .isEqualTo(new String(context.get("Dockerfile"), StandardCharsets.UTF_8));
  }

  @Test
  void theContextHoldsTheScriptTheDataAndTheTarballs() throws Exception {
    Map<String, byte[]> context = context(full(Map.of()), folder);

    assertThat(context)
        .containsOnlyKeys(
            "Dockerfile",
            "r/install.R",
            "r/repositories.dcf",
            "cran/packages.dcf",
            "bioconductor/packages.dcf",
            "github/packages.dcf",
            "github/slipway-hello-" + GitHubStub.COMMIT + ".tar.gz");
    assertThat(new String(context.get("cran/packages.dcf"), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            Package: data.table
            Source: CRAN
            Version: 1.15.4

            Package: httr
            Source: CRAN
            """);
  }

  @Test
  void aGitHubPackageIsDescribedByItsRealNameAndItsOrigin() throws Exception {
    Map<String, byte[]> context = context(Specs.gitHub("slipway/hello@v0.2.0"), folder);

    assertThat(new String(context.get("github/packages.dcf"), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            Package: hellor
            Source: GITHUB
            Version: 0.2.0
            Tarball: slipway-hello-%1$s.tar.gz
            RemoteType: github
            RemoteHost: %2$s
            RemoteUsername: slipway
            RemoteRepo: hello
            RemoteRef: v0.2.0
            RemoteSha: %1$s
            """
                .formatted(GitHubStub.COMMIT, gitHub().host()));
  }

  @Test
  void theRecordNamesTheBaseAndEveryWantedPackage() throws Exception {
    Dockerfile made = renderer().run(new FolderInput(folder, full(Map.of())));

    assertThat(made.base()).hasToString("rocker/r-ver:4.2.2@" + DIGEST);
    assertThat(made.packages())
        .containsExactly(
            new WantedPackage("httr", Optional.empty(), Source.CRAN, Optional.empty()),
            new WantedPackage("data.table", Optional.of("1.15.4"), Source.CRAN, Optional.empty()),
            new WantedPackage(
                "BiocGenerics", Optional.empty(), Source.BIOCONDUCTOR, Optional.empty()),
            new WantedPackage(
                "hellor", Optional.of("0.2.0"), Source.GITHUB, Optional.of(GitHubStub.COMMIT)));
  }

  @Test
  void aBaseThatNoRegistryKnowsStaysUnpinned() throws Exception {
    RenderDockerfile renderer = renderer("rocker/r-ver:{r}", Optional.empty());

    assertThat(renderer.text(Specs.PLAIN))
        .contains("\nFROM rocker/r-ver:4.2.2\n")
        .doesNotContain("base.digest");
  }

  @Test
  void aBaseThatIsPinnedIsNotAskedFor() throws Exception {
    Digest own = new Digest("sha256:" + "f".repeat(64));
    Spec spec = Specs.withBase(Specs.PLAIN, "r.example/base:1@" + own, Optional.empty());

    assertThat(text(spec)).contains("\nFROM r.example/base:1@" + own + "\n");
  }

  @Test
  void anotherRunRemovesTheTarballOfAnOlderCommit() throws Exception {
    Path older = folder.resolve("context/github/slipway-hello-old.tar.gz");
    Files.createDirectories(older.getParent());
    Files.writeString(older, "old");

    assertThat(context(Specs.gitHub("slipway/hello"), folder)).hasSize(5);
    assertThat(older).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a$b",
        "${HOME}",
        "$(id)",
        "\\",
        "a\\",
        "\"",
        "'",
        " RUN id ",
        "# x",
        "<<EOF",
        "é"
      })
  void noEnvironmentValueBecomesAnInstruction(String value) throws Exception {
    String text = text(Specs.withEnv(Specs.PLAIN, Map.of("VALUE", value)));

    assertThat(instructions(text)).containsExactly("FROM", "ENV", "LABEL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nRUN id", "a\r\nRUN id", "a\u0000", "a\u0085RUN id"})
  void anEnvironmentValueThatADockerfileCannotSayIsRefused(String value) {
    assertRefused(Specs.withEnv(Specs.PLAIN, Map.of("VALUE", value)), "UNRENDERABLE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A B", "A=1\nRUN", "1A", "A$"})
  void anEnvironmentNameOutsideItsGrammarIsRefused(String name) {
    assertRefused(Specs.withEnv(Specs.PLAIN, Map.of(name, "x")), "UNRENDERABLE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"curl;id", "$(id)", "-oAPT::x", "libxml2-", "a\nRUN id", "a\"]", "A"})
  void aSystemLibraryOutsideItsGrammarIsRefused(String name) {
    assertRefused(Specs.withSystem(Specs.PLAIN, List.of(name)), "UNRENDERABLE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\");system(\"id\")#", "x", "1x", "foo_bar", "../x", "ab\nVersion"})
  void aPackageOutsideItsGrammarIsRefused(String name) {
    assertRefused(Specs.cran(name), "UNRENDERABLE");
    assertRefused(Specs.bioconductor(name), "UNRENDERABLE");
  }

  @Test
  void aReferenceThatIsNoneIsRefused() {
    assertRefused(Specs.gitHub("slipway/hello@../x"), "GITHUB_REFERENCE");
  }

  @Test
  void aPackageOfAnotherNameThanItIsCalledIsRefused() {
    assertRefused(Specs.gitHub("hello=slipway/hello"), "GITHUB_PACKAGE_NAME");
  }

  @Test
  void aPackageFromTwoSourcesIsRefused() {
    Spec.Packages both =
        new Spec.Packages(
            Specs.cranPackages("hellor"), List.of("slipway/hello"), List.of(), List.of());

    assertRefused(Specs.with(both), "PACKAGE_TWICE");
  }

  @Test
  void bioconductorForAnRWithoutAReleaseIsRefused() {
    Spec spec = Specs.withR(Specs.bioconductor("BiocGenerics"), "9.9.9");

    assertRefused(spec, "BIOCONDUCTOR_RELEASE");
  }

  @Test
  void aBasePatternThatMakesNoImageNameIsSaid() {
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class, () -> renderer("Rocker:{r}", Optional.empty()).text(Specs.PLAIN));

    assertThat(failed.failure().code()).isEqualTo("BASE_NAME");
  }

  private void assertRefused(Spec spec, String code) {
    StepFailed failed =
        catchThrowableOfType(StepFailed.class, () -> renderer().run(new FolderInput(folder, spec)));

    assertThat(failed.failure().code()).isEqualTo(code);
    assertThat(failed.failure().kind()).isEqualTo(Kind.LASTING);
  }

  private static Spec full(Map<String, String> env) {
    Spec.Packages packages =
        new Spec.Packages(
            Specs.cranPackages("httr", "data.table@1.15.4"),
            List.of("slipway/hello@v0.2.0"),
            List.of("BiocGenerics"),
            List.of());
    List<String> system = List.of("zlib1g-dev", "g++", "libxml2-dev");
    return Specs.withEnv(Specs.withSystem(Specs.with(packages), system), env);
  }

  private RenderDockerfile renderer() throws Exception {
    return renderer("rocker/r-ver:{r}", Optional.of(DIGEST));
  }

  private RenderDockerfile renderer(String basePattern, Optional<Digest> digest) throws Exception {
    Settings settings =
        new Settings(
            Path.of(""),
            Map.of(
                Key.BASE, basePattern,
                Key.CRAN, "https://packages.example/cran/__linux__/{os}/{snapshot}",
                Key.BIOCONDUCTOR, "https://bioconductor.example"));
    BaseDigests digests = (ImageReference image) -> digest;
    return new RenderDockerfile(settings, gitHub(), digests);
  }

  private GitHub gitHub() {
    return stub.gitHub(Optional::empty, folder.resolve("cache"));
  }

  private String text(Spec spec) throws Exception {
    return renderer().text(spec);
  }

  private Map<String, byte[]> context(Spec spec, Path job) throws Exception {
    renderer().run(new FolderInput(job, spec));
    Path context = job.resolve("context");
    try (Stream<Path> files = Files.walk(context)) {
      return files
          .filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> context.relativize(file).toString(), RenderDockerfileTest::bytes));
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first words of the lines that begin an instruction. */
  private static List<String> instructions(String text) {
    return text.replaceAll("\\\\\n", "")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split(" ", 2)[0])
        .peek(word -> assertThat(INSTRUCTIONS).contains(word))
        .toList();
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = RenderDockerfileTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
