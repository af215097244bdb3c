package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.image.ImageReference;
import dev.slipway.packages.GitHubCommit;
import dev.slipway.packages.Lock;
import dev.slipway.packages.Locks;
import dev.slipway.packages.github.GitHub;
import dev.slipway.packages.github.GitHubStub;
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
  private static final List<String> INSTRUCTIONS = List.of("FROM", "ENV", "RUN", "LABEL");
  private static final String TARBALL = "slipway-hello-" + GitHubStub.COMMIT + ".tar.gz";

  @TempDir Path folder;
  private final GitHubStub stub = new GitHubStub().withPackage("slipway/hello", "hellor", "0.2.0");

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void aSpecWithoutPackagesHasNothingToInstall() throws Exception {
    assertThat(text(Specs.PLAIN, Locks.plain())).isEqualTo(golden("plain.Dockerfile"));
  }

  @Test
  void aSpecWithEverythingInstallsWhatIsMostStableFirst() throws Exception {
    Spec spec = Specs.withEnv(Map.of("TZ", "Europe/Berlin", "GREETING", "say \"hi\" for $5"));

    assertThat(text(spec, full())).isEqualTo(golden("full.Dockerfile"));
  }

  @Test
  void theSameSpecGivesTheSameBytesInAnyOrderOfItsMaps() throws Exception {
    Map<String, String> forward = new TreeMap<>(Map.of("A", "1", "B", "2", "C", "3", "D", "4"));
    Map<String, String> backward = new TreeMap<>(Collections.reverseOrder());
    backward.putAll(forward);

    assertThat(context(Specs.withEnv(forward), full()))
        .isEqualTo(context(Specs.withEnv(backward), full()));
  }

  @Test
  void theContextHoldsTheScriptTheDataAndTheSources() throws Exception {
    Map<String, String> context = context(Specs.PLAIN, full());

    assertThat(context)
        .containsOnlyKeys(
            "Dockerfile",
            "r/install.R",
            "r/system-libraries.R",
            "r/base.dcf",
            "cran/packages.dcf",
            "bioconductor/packages.dcf",
            "github/packages.dcf",
            "github/" + TARBALL,
            "local/packages.dcf",
            "local/mypkg/DESCRIPTION");
    assertThat(context.get("r/base.dcf")).isEqualTo("R: 4.2.2\nCodename: bookworm\n");
    assertThat(context.get("cran/packages.dcf"))
        .isEqualTo(
            """
            Package: curl
            Version: 5.2.1
            Url: https://packages.example/cran/2024-06-13/src/contrib/curl_5.2.1.tar.gz
            Md5: 0123456789abcdef0123456789abcdef

            Package: httr
            Version: 1.4.7
            Needs: curl
            Url: https://packages.example/cran/2024-06-13/src/contrib/httr_1.4.7.tar.gz
            Md5: 0123456789abcdef0123456789abcdef
            """);
  }

  @Test
  void aGitHubPackageIsDescribedByItsRealNameAndItsOrigin() throws Exception {
    assertThat(context(Specs.PLAIN, full()).get("github/packages.dcf"))
        .isEqualTo(
            """
            Package: hellor
            Version: 0.2.0
            Needs: httr
            Tarball: %s
            RemoteType: github
            RemoteHost: %s
            RemoteUsername: slipway
            RemoteRepo: hello
            RemoteRef: v0.2.0
            RemoteSha: %s
            """
                .formatted(TARBALL, host(), GitHubStub.COMMIT));
  }

  @Test
  void aPackageOfCranThatNeedsOneOfGitHubWaitsForIt() throws Exception {
    Lock lock =
        new Locks()
            .gitHub("hellor", "0.2.0", commit())
            .cran("uses", "1.0", "hellor")
            .cran("other", "1.0")
            .lock();

    Map<String, String> context = context(Specs.PLAIN, lock);

    assertThat(context.get("cran/packages.dcf")).contains("other").doesNotContain("uses");
    assertThat(context.get("github/packages.dcf")).contains("Package: hellor", "Package: uses");
  }

  @Test
  void twoPackagesOfOneCommitShareItsFiles() throws Exception {
    Lock lock =
        new Locks().gitHub("hellor", "0.2.0", commit()).gitHub("other", "1.0", commit()).lock();

    assertThat(context(Specs.PLAIN, lock)).containsKey("github/" + TARBALL);
  }

  @Test
  void theRecordNamesTheBase() throws Exception {
    assertThat(render(Specs.PLAIN, Locks.plain()).bases())
        .extracting(ImageReference::toString)
        .containsExactly("rocker/r-ver:4.2.2@" + Locks.DIGEST);
  }

  @Test
  void aBaseThatNoRegistryKnowsStaysUnpinned() throws Exception {
    assertThat(text(Specs.PLAIN, new Locks().on("rocker/r-ver:4.2.2").lock()))
        .contains("\nFROM rocker/r-ver:4.2.2\n")
        .doesNotContain("base.digest");
  }

  @Test
  void anotherRunLeavesNothingOfAnOlderOne() throws Exception {
    Path older = folder.resolve("context/github/slipway-hello-old.tar.gz");
    Files.createDirectories(older.getParent());
    Files.writeString(older, "old");

    context(Specs.PLAIN, full());

    assertThat(older).doesNotExist();
  }

  @Test
  void anOwnDockerfileIsTakenAsItIsWithTheFilesBesideIt() throws Exception {
    Path beside = Files.createDirectories(folder.resolve("files/demo"));
    Files.writeString(beside.resolve("script.R"), "1");
    String text = "FROM rocker/r-ver:4.2.2 AS first\nFROM $X\nFROM first\nFROM scratch\n";
    Files.writeString(beside.resolve("Dockerfile"), text);
    FolderInput input =
        new FolderInput(folder, Specs.withDockerfile("./demo/Dockerfile"), Locks.plain());

    Dockerfile made = renderer().run(input);

    assertThat(files(folder.resolve("context")))
        .containsOnly(Map.entry("Dockerfile", text), Map.entry("script.R", "1"));
    assertThat(made.bases())
        .extracting(ImageReference::toString)
        .containsExactly("rocker/r-ver:4.2.2");
  }

  @Test
  void anOwnDockerfileMayStandInTheSpec() throws Exception {
    FolderInput input =
        new FolderInput(folder, Specs.withDockerfile("FROM a\nRUN b\n"), Locks.plain());

    renderer().run(input);

    assertThat(files(folder.resolve("context")))
        .containsOnly(Map.entry("Dockerfile", "FROM a\nRUN b\n"));
  }

  @Test
  void aDockerfileThatDidNotComeIsSaid() {
    FolderInput input =
        new FolderInput(folder, Specs.withDockerfile("./Dockerfile"), Locks.plain());

    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> renderer().run(input));

    assertThat(failed.failure().code()).isEqualTo("DOCKERFILE_MISSING");
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
    String text = text(Specs.withEnv(Map.of("VALUE", value)), Locks.plain());

    assertThat(instructions(text)).containsExactly("FROM", "ENV", "LABEL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nRUN id", "a\r\nRUN id", "a\u0000", "a\u0085RUN id"})
  void anEnvironmentValueThatADockerfileCannotSayIsRefused(String value) {
    assertRefused(Specs.withEnv(Map.of("VALUE", value)), Locks.plain());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A B", "A=1\nRUN", "1A", "A$"})
  void anEnvironmentNameOutsideItsGrammarIsRefused(String name) {
    assertRefused(Specs.withEnv(Map.of(name, "x")), Locks.plain());
  }

  @ParameterizedTest
  @ValueSource(strings = {"curl;id", "$(id)", "-oAPT::x", "libxml2-", "a\nRUN id", "a\"]", "A"})
  void aSystemLibraryOutsideItsGrammarIsRefused(String name) {
    assertRefused(Specs.PLAIN, new Locks().system(name).lock());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\");system(\"id\")#", "x", "1x", "foo_bar", "../x", "ab\nRUN id"})
  void aReasonOutsideTheGrammarOfPackagesIsRefused(String name) {
    assertRefused(Specs.PLAIN, new Locks().system("libxml2-dev", name).lock());
  }

  private static void assertRefused(Spec spec, Lock lock) {
    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> text(spec, lock));

    assertThat(failed.failure().code()).isEqualTo("UNRENDERABLE");
    assertThat(failed.failure().kind()).isEqualTo(Kind.LASTING);
  }

  private static String text(Spec spec, Lock lock) throws StepFailed {
    return RenderDockerfile.text(spec, Path.of("none"), lock);
  }

  private Lock full() {
    return new Locks()
        .dependency("curl", "5.2.1")
        .cran("httr", "1.4.7", "curl")
        .bioconductor("BiocGenerics", "0.44.0")
        .gitHub("hellor", "0.2.0", commit(), "httr")
        .local("mypkg", "0.1", "mypkg", "hellor")
        .system("libcurl4-openssl-dev", "curl")
        .system("libxml2-dev")
        .lock();
  }

  private GitHubCommit commit() {
    return new GitHubCommit(
        host(), "slipway", "hello", Optional.empty(), "v0.2.0", GitHubStub.COMMIT);
  }

  private String host() {
    return gitHub().host();
  }

  private GitHub gitHub() {
    return stub.gitHub(Optional::empty, folder.resolve("cache"));
  }

  private RenderDockerfile renderer() throws Exception {
    return new RenderDockerfile(new Settings(folder, Map.of()), gitHub());
  }

  private Dockerfile render(Spec spec, Lock lock) throws Exception {
    Path own = Files.createDirectories(folder.resolve("files/mypkg"));
    Files.writeString(own.resolve("DESCRIPTION"), "Package: mypkg\nVersion: 0.1\n");
    return renderer().run(new FolderInput(folder, spec, lock));
  }

  private Map<String, String> context(Spec spec, Lock lock) throws Exception {
    render(spec, lock);
    return files(folder.resolve("context"));
  }

  /** Every file below a folder, with its text. */
  private static Map<String, String> files(Path context) throws IOException {
    try (Stream<Path> files = Files.walk(context)) {
      return files
          .filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> context.relativize(file).toString(), RenderDockerfileTest::content));
    }
  }

  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
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
