package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.packages.GitHub;
import dev.slipway.packages.GitHubStub;
import dev.slipway.sandbox.SandboxRegistry;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renders and builds by hand, on the sandbox's engine, base, repositories and GitHub. */
class RenderDockerfileIT {
  private static final String REGISTRY = "127.0.0.1:5000";
  private static final String REPOSITORY = "http://127.0.0.1:5080";
  private static final String CRAN = REPOSITORY + "/cran/__linux__/{os}/{snapshot}";

  @TempDir Path folder;

  @Test
  void packagesOfCranAreThereWithTheirDependencies() throws Exception {
    try (Built image = build(Specs.cran("jsonlite", "httr"))) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.run("Rscript", "-e", "library(httr); library(jsonlite); cat('loaded')"))
          .contains("loaded");
    }
  }

  @Test
  void theImageSaysWhatItIsMadeOf() throws Exception {
    try (Built image = build(Specs.PLAIN)) {
      assertThat(image.inspect("{{json .Config.Labels}}"))
          .contains("\"org.opencontainers.image.title\":\"demo\"")
          .contains("\"dev.slipway.snapshot\":\"2024-06-13\"")
          .contains("\"org.opencontainers.image.base.digest\":\"sha256:");
    }
  }

  @Test
  void nothingOfTheBuildStaysInTheImage() throws Exception {
    try (Built image = build(Specs.cran("jsonlite"))) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.run("find", "/mnt", "/tmp", "-mindepth", "1")).isEmpty();
    }
  }

  @Test
  void anotherGitHubPackageDoesNotInstallThoseOfCranAgain() throws Exception {
    Spec.Packages more =
        new Spec.Packages(
            Specs.cranPackages("mime"), List.of("r-lib/R6@v2.5.1"), List.of(), List.of());
    // Of this run alone, so that no layer of an earlier run serves.
    Map<String, String> env = Map.of("RUN", UUID.randomUUID().toString());
    try (Built first = build(Specs.withEnv(Specs.cran("mime"), env));
        Built second = build(Specs.withEnv(Specs.with(more), env))) {
      assertThat(first.log()).contains("DONE (mime)");
      assertThat(second.exitCode()).as(second.log()).isZero();
      assertThat(second.log()).contains("DONE (R6)").doesNotContain("DONE (mime)");
    }
  }

  @Test
  void aMissingPackageFailsTheBuildByItsName() throws Exception {
    try (Built image = build(Specs.cran("jsonlite", "nosuchpkg", "alsonot"))) {
      assertThat(image.exitCode()).isNotZero();
      assertThat(image.slipwayLines())
          .containsExactlyInAnyOrder(
              "slipway: PACKAGE_MISSING nosuchpkg: not in " + cranAtBase(),
              "slipway: PACKAGE_MISSING alsonot: not in " + cranAtBase());
    }
  }

  @Test
  void aPackageThatDoesNotCompileFailsTheBuildByItsName() throws Exception {
    try (Built image = build(Specs.cran("jsonlite", "slipwaynocompile", "slipwayver"))) {
      assertThat(image.exitCode()).isNotZero();
      assertThat(image.slipwayLines()).hasSize(1);
      assertThat(image.slipwayLines().get(0))
          .startsWith("slipway: PACKAGE_FAILED slipwaynocompile: broken.c:");
      assertThat(image.log()).contains("ERROR: compilation failed for package");
    }
  }

  @Test
  void aMissingSystemLibraryIsSaidInTheCompilersWords() throws Exception {
    try (Built image = build(Specs.cran("slipwaynosyslib"))) {
      assertThat(image.slipwayLines().toString())
          .contains("PACKAGE_FAILED slipwaynosyslib")
          .contains("expat.h: No such file or directory");
    }
  }

  @Test
  void aSystemLibraryIsInstalledBeforeThePackagesThatNeedIt() throws Exception {
    Spec spec = Specs.withSystem(Specs.cran("slipwaynosyslib"), List.of("libexpat1-dev"));
    try (Built image = build(spec)) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.run("sh", "-c", "dpkg -s libexpat1-dev; ls /var/lib/apt/lists"))
          .contains("install ok installed")
          .doesNotContain("Packages");
    }
  }

  @Test
  void anUnknownSystemLibraryFailsTheBuildByItsName() throws Exception {
    try (Built image = build(Specs.withSystem(Specs.PLAIN, List.of("libnosuch-dev")))) {
      assertThat(image.exitCode()).isNotZero();
      assertThat(image.log())
          .contains("Unable to locate package libnosuch-dev")
          .contains("exit code: 100");
    }
  }

  @Test
  void anOlderVersionComesOutOfTheArchive() throws Exception {
    try (Built image = build(Specs.cran("slipwayver@0.1.0", "jsonlite@1.8.4"))) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.run("Rscript", "-e", "cat(slipwayver::version())")).isEqualTo("0.1.0");
    }
  }

  @Test
  void aVersionThatNeverWasFailsTheBuildAndSaysWhichThereIs() throws Exception {
    try (Built image = build(Specs.cran("slipwayver@9.9"))) {
      assertThat(image.slipwayLines())
          .containsExactly(
              "slipway: PACKAGE_MISSING slipwayver: version 9.9 is neither in the index of "
                  + cranAtBase()
                  + " nor in its Archive; the index has 0.2.0");
    }
  }

  @Test
  void aRepositoryThatDoesNotAnswerIsNotAMissingPackage() throws Exception {
    String closed = "http://127.0.0.1:9/cran/{os}/{snapshot}";
    try (Built image = build(Specs.cran("jsonlite"), closed)) {
      assertThat(image.exitCode()).isNotZero();
      assertThat(image.slipwayLines()).hasSize(1);
      assertThat(image.slipwayLines().get(0))
          .startsWith("slipway: REPOSITORY_UNREACHABLE http://127.0.0.1:9/cran/bookworm/2024-06-13")
          .doesNotContain("PACKAGE_MISSING");
    }
  }

  @Test
  void aCutIndexIsNotAMissingPackage() throws Exception {
    try (RepositoryStub stub = new RepositoryStub("Package: other\nVersion: 1.0\n", 5);
        Built image = build(Specs.cran("jsonlite"), stub.url())) {
      assertThat(image.exitCode()).isNotZero();
      assertThat(image.slipwayLines()).hasSize(1);
      assertThat(image.slipwayLines().get(0))
          .startsWith("slipway: REPOSITORY_UNREACHABLE " + stub.url())
          .contains("Transferred a partial file");
    }
  }

  @Test
  void aSnapshotThatIsNotThereIsSaid() throws Exception {
    String none = REPOSITORY + "/nowhere/{os}/{snapshot}";
    try (Built image = build(Specs.cran("jsonlite"), none)) {
      assertThat(image.slipwayLines().toString())
          .contains("REPOSITORY_UNSUITABLE " + REPOSITORY + "/nowhere/bookworm/2024-06-13");
    }
  }

  @Test
  void aMissingDependencyIsNamedWithThePackageThatNeedsIt() throws Exception {
    String index = "Package: needy\nVersion: 1.0\nImports: nosuchdep\n";
    try (RepositoryStub stub = new RepositoryStub(index, 0);
        Built image = build(Specs.cran("needy"), stub.url())) {
      assertThat(image.slipwayLines())
          .hasSize(1)
          .first(STRING)
          .startsWith("slipway: PACKAGE_MISSING nosuchdep: not in " + stub.url())
          .endsWith("(needed by needy)");
    }
  }

  @Test
  void aPackageForANewerRIsSaidToBeOne() throws Exception {
    String index = "Package: modern\nVersion: 1.0\nDepends: R (>= 9.9)\n";
    try (RepositoryStub stub = new RepositoryStub(index, 0);
        Built image = build(Specs.cran("modern"), stub.url())) {
      assertThat(image.slipwayLines())
          .containsExactly(
              "slipway: PACKAGE_MISSING modern: modern 1.0 of the repository is not for R 4.2.2"
                  + " (Depends: R (>= 9.9))");
    }
  }

  @Test
  void aListedPackageThatCannotBeDownloadedIsNotAMissingPackage() throws Exception {
    try (RepositoryStub stub = new RepositoryStub("Package: gone\nVersion: 1.0\n", 0);
        Built image = build(Specs.cran("gone"), stub.url())) {
      assertThat(image.exitCode()).isNotZero();
      assertThat(image.slipwayLines())
          .first(STRING)
          .startsWith("slipway: REPOSITORY_UNREACHABLE " + stub.url() + "/src/contrib/gone_1.0");
    }
  }

  @Test
  void aDependencyMayComeFromBioconductor() throws Exception {
    Map<String, String> files =
        Map.of(
            "r/DESCRIPTION",
            "Package: usesbioc\nVersion: 0.1\nTitle: Test\nDescription: Test.\nLicense: MIT\n"
                + "Author: A\nMaintainer: A <a@example.org>\nImports: BiocGenerics\n",
            "r/NAMESPACE",
            "import(BiocGenerics)\n");
    try (GitHubStub stub = new GitHubStub().withFiles("user/repo", files)) {
      GitHub gitHub = stub.gitHub(Optional::empty, folder.resolve("cache"));
      try (Built image = build(Specs.gitHub("user/repo/r"), CRAN, gitHub)) {
        assertThat(image.exitCode()).as(image.log()).isZero();
        assertThat(image.run("Rscript", "-e", "loadNamespace('usesbioc')")).contains("usesbioc");
      }
    }
  }

  @Test
  void bioconductorComesFromTheReleaseThatPairsWithR() throws Exception {
    try (Built image = build(Specs.bioconductor("BiocGenerics"))) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.run("Rscript", "-e", "cat(as.character(packageVersion('BiocGenerics')))"))
          .startsWith("0.44");
    }
  }

  @Test
  void aBaseOfUnknownRGetsTheBioconductorReleaseOfItsR() throws Exception {
    Spec spec =
        Specs.withBase(
            Specs.bioconductor("BiocGenerics"),
            REGISTRY + "/sandbox/r-ver:4.2.2",
            Optional.empty());
    try (Built image = build(spec)) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.inspect("{{index .Config.Labels \"dev.slipway.snapshot\"}}"))
          .isEqualTo("latest");
    }
  }

  @Test
  void gitHubPackagesAreInstalledAtTheirCommits() throws Exception {
    try (Built image = build(Specs.gitHub("slipway/hello", "r-lib/R6@v2.5.1"))) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      String r =
          "library(hellor); library(R6); cat(packageDescription('R6')$RemoteRef,"
              + " nchar(packageDescription('hellor')$RemoteSha), requireNamespace('jsonlite'))";
      assertThat(image.run("Rscript", "-e", r)).endsWith("v2.5.1 40 TRUE");
    }
  }

  @Test
  void everySourceAtOnce() throws Exception {
    Spec spec =
        Specs.with(
            new Spec.Packages(
                Specs.cranPackages("httr", "slipwayver@0.1.0"),
                List.of("r-lib/R6@v2.5.1", "slipway/hello@v0.1.0"),
                List.of("BiocGenerics"),
                List.of()));
    try (Built image = build(spec)) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(
              image.run(
                  "Rscript",
                  "-e",
                  "for (p in c('httr', 'slipwayver', 'R6', 'hellor', 'BiocGenerics'))"
                      + " suppressMessages(library(p, character.only = TRUE)); cat('loaded')"))
          .endsWith("loaded");
    }
  }

  @Test
  void hostileEnvironmentValuesArriveByteForByte() throws Exception {
    Map<String, String> env =
        Map.of(
            "A", "$HOME ${PATH} $(id) `id`",
            "B", "back\\slash \\n \\\\ \\$x end\\",
            "C", "\"double\" 'single' # no comment",
            "D", "  spaces  ",
            "E", "RUN touch /smuggled && é <<EOF",
            "F", "");
    try (Built image = build(Specs.withEnv(Specs.PLAIN, env))) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      String printed = image.run("env");
      env.forEach((name, value) -> assertThat(printed.lines()).contains(name + "=" + value));
    }
  }

  @Test
  void theBasesOwnLanguageStays() throws Exception {
    try (Built image = build(Specs.PLAIN)) {
      assertThat(image.run("env").lines()).contains("LANG=en_US.UTF-8", "TZ=Etc/UTC");
    }
  }

  private static String cranAtBase() {
    return REPOSITORY + "/cran/__linux__/bookworm/2024-06-13";
  }

  private Built build(Spec spec) throws Exception {
    return build(spec, CRAN);
  }

  private Built build(Spec spec, String cran) throws Exception {
    URI api = URI.create(REPOSITORY + "/github");
    return build(spec, cran, new GitHub(api, Optional::empty, folder.resolve("cache")));
  }

  private Built build(Spec spec, String cran, GitHub gitHub) throws Exception {
    new RenderDockerfile(
            new Settings(
                folder,
                Map.of(
                    Key.BASE, REGISTRY + "/sandbox/r-ver:{r}",
                    Key.CRAN, cran,
                    Key.BIOCONDUCTOR, REPOSITORY + "/bioconductor")),
            gitHub,
            RenderDockerfileIT::digestInRegistry)
        .run(new FolderInput(folder, spec));
    return Built.in(folder);
  }

  private static Optional<Digest> digestInRegistry(ImageReference image) {
    return new SandboxRegistry(image.host().orElseThrow())
        .digest(image.path(), image.tag().orElseThrow())
        .map(Digest::new);
  }
}
