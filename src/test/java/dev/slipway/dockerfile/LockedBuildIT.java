package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.packages.Lock;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.SystemLibrary;
import dev.slipway.settings.Key;
import dev.slipway.step.StepFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resolves, renders and builds by hand, on the sandbox's engine, base, repositories and GitHub. */
class LockedBuildIT {
  private static final String LOADED = "cat('loaded')";

  @TempDir Path folder;

  @Test
  void aPackageComesWithAllThatItNeedsFromBinaries() throws Exception {
    try (Built image = job().build("packages: {cran: [jsonlite, httr]}\n" + fresh())) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.log()).contains("installing *binary* package ‘curl’");
      assertThat(image.run("Rscript", "-e", "library(httr); library(jsonlite);" + LOADED))
          .contains("loaded");
    }
  }

  @Test
  void aPackageComesWithAllThatItNeedsFromSource() throws Exception {
    SandboxJob job = job().with(Key.CRAN, SandboxJob.SOURCES);
    try (Built image = job.build("packages: {cran: [httr]}\n" + fresh())) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.log()).contains("installing *source* package ‘httr’");
      assertThat(image.run("Rscript", "-e", "library(httr);" + LOADED)).contains("loaded");
    }
  }

  @Test
  void systemLibrariesAreFoundByThemselves() throws Exception {
    SandboxJob job = job().with(Key.CRAN, SandboxJob.SOURCES);
    Lock lock = job.resolve("packages: {cran: [xml2, curl]}\n" + fresh());
    assertThat(lock.system())
        .contains(
            new SystemLibrary("libcurl4-openssl-dev", List.of("curl")),
            new SystemLibrary("libxml2-dev", List.of("xml2")));
    try (Built image = Built.in(folder)) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.log()).contains("installing *source* package ‘xml2’");
      assertThat(image.run("Rscript", "-e", "library(xml2); library(curl);" + LOADED))
          .contains("loaded");
    }
  }

  @Test
  void anUnknownNeedIsNamedWithTheAptPackageThatHasIt() throws Exception {
    try (Built image = job().build("packages: {cran: [slipwaynosyslib]}\n")) {
      assertThat(image.exitCode()).isNotZero();
      assertThat(image.slipwayLines())
          .containsExactly(
              "slipway: SYSTEM_LIBRARY_MISSING slipwaynosyslib: expat.h is missing;"
                  + " add libexpat1-dev under system");
    }
  }

  @Test
  void aSystemLibraryOfTheSpecIsInstalledBeforeThePackagesThatNeedIt() throws Exception {
    String lines = "packages: {cran: [slipwaynosyslib]}\nsystem: [libexpat1-dev]\n";
    try (Built image = job().build(lines)) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.run("sh", "-c", "dpkg -s libexpat1-dev; ls /var/lib/apt/lists"))
          .contains("install ok installed")
          .doesNotContain("Packages");
    }
  }

  @Test
  void anUnknownSystemLibraryFailsTheBuildByItsName() throws Exception {
    try (Built image = job().build("system: [libnosuch-dev]\n")) {
      assertThat(image.exitCode()).isNotZero();
      assertThat(image.log())
          .contains("Unable to locate package libnosuch-dev")
          .contains("exit code: 100");
    }
  }

  @Test
  void aPackageThatDoesNotCompileFailsTheBuildByItsName() throws Exception {
    try (Built image = job().build("packages: {cran: [slipwaynocompile, slipwayver]}\n")) {
      assertThat(image.exitCode()).isNotZero();
      assertThat(image.slipwayLines()).hasSize(1);
      assertThat(image.slipwayLines().get(0))
          .startsWith("slipway: PACKAGE_FAILED slipwaynocompile: broken.c:");
      assertThat(image.log()).contains("ERROR: compilation failed for package");
    }
  }

  @Test
  void anOlderVersionComesOutOfTheArchive() throws Exception {
    try (Built image = job().build("packages: {cran: [slipwayver@0.1.0, jsonlite@1.8.4]}\n")) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.run("Rscript", "-e", "cat(slipwayver::version())")).isEqualTo("0.1.0");
    }
  }

  @Test
  void bioconductorComesFromTheReleaseThatPairsWithR() throws Exception {
    Lock lock = job().resolve("packages: {bioconductor: [BiocGenerics, S4Vectors]}\n");
    assertThat(lock.bioconductor()).contains("3.16");
    try (Built image = Built.in(folder)) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      String r = "library(S4Vectors); cat(as.character(packageVersion('BiocGenerics')))";
      assertThat(image.run("Rscript", "-e", r)).endsWith("0.44.0");
    }
  }

  @Test
  void gitHubPackagesAreInstalledAtTheirCommits() throws Exception {
    try (Built image = job().build("packages: {github: [slipway/hello, r-lib/R6@v2.5.1]}\n")) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      String r =
          "library(hellor); library(R6); cat(packageDescription('R6')$RemoteRef,"
              + " nchar(packageDescription('hellor')$RemoteSha), requireNamespace('jsonlite'))";
      assertThat(image.run("Rscript", "-e", r)).endsWith("v2.5.1 40 TRUE");
    }
  }

  @Test
  void anotherGitHubPackageDoesNotInstallThoseOfCranAgain() throws Exception {
    String env = fresh();
    String more = "packages: {cran: [mime], github: [r-lib/R6@v2.5.1]}\n";
    try (Built first = job().build("packages: {cran: [mime]}\n" + env);
        Built second = job().build(more + env)) {
      assertThat(first.log()).contains("DONE (mime)");
      assertThat(second.exitCode()).as(second.log()).isZero();
      assertThat(second.log()).contains("DONE (R6)").doesNotContain("DONE (mime)");
    }
  }

  @Test
  void theUsersOwnPackageIsInstalledWithWhatItNeeds() throws Exception {
    SandboxJob job = job().file("my-pkg/DESCRIPTION", ownDescription("mypkg", "R6"));
    job.file("my-pkg/NAMESPACE", "export(answer)\n")
        .file("my-pkg/R/a.R", "answer <- function() 42\n");
    try (Built image = job.build("packages: {local: [./my-pkg]}\n")) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.run("Rscript", "-e", "library(R6); cat(mypkg::answer())")).isEqualTo("42");
    }
  }

  @Test
  void aDescriptionFileMeansItsDependencies() throws Exception {
    SandboxJob job = job().file("DESCRIPTION", ownDescription("mypkg", "R6, digest (>= 0.6)"));

    Lock lock = job.resolve("packages: {local: [./DESCRIPTION]}\n");

    assertThat(lock.packages())
        .extracting(LockedPackage::name, LockedPackage::requested)
        .containsExactly(tuple("R6", true), tuple("digest", true));
  }

  @Test
  void everySourceAtOnce() throws Exception {
    String lines =
        """
        packages:
          cran: [httr, slipwayver@0.1.0]
          github: [r-lib/R6@v2.5.1, slipway/hello@v0.1.0]
          bioconductor: [BiocGenerics]
        """;
    try (Built image = job().build(lines)) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      String r =
          "for (p in c('httr', 'slipwayver', 'R6', 'hellor', 'BiocGenerics'))"
              + " suppressMessages(library(p, character.only = TRUE));"
              + LOADED;
      assertThat(image.run("Rscript", "-e", r)).endsWith("loaded");
    }
  }

  @Test
  void renvRestoresOurRenvLockInTheImage() throws Exception {
    try (Built image = job().build("packages: {cran: [renv, httr, slipwayver@0.1.0]}\n")) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      String r =
          """
          Sys.setenv(RENV_PATHS_ROOT = tempfile())
          options(renv.consent = TRUE)
          dir.create(library <- tempfile())
          renv::restore(library = library, lockfile = "/lock/renv.lock", prompt = FALSE)
          have <- installed.packages(library)[, "Version"]
          cat("restored", have[["httr"]], have[["slipwayver"]], have[["curl"]])
          """;
      String printed =
          image.runWith(
              List.of("--network", "host", "--volume", folder + ":/lock:ro"), "Rscript", "-e", r);
      assertThat(printed).endsWith("restored 1.4.5 0.1.0 5.0.0");
    }
  }

  @Test
  void aLockGivenBackGivesTheSamePackages() throws Exception {
    Lock first = job().resolve("packages: {cran: [httr]}\n");
    Files.createDirectories(folder.resolve("files"));
    Files.copy(folder.resolve("lock.json"), folder.resolve("files/lock.json"));

    SandboxJob elsewhere = job().with(Key.LOCKED, "true");

    assertThat(elsewhere.resolve("packages: {cran: [httr]}\n")).isEqualTo(first);
  }

  @Test
  void aLockForAnotherSpecIsNotUsed() throws Exception {
    job().resolve("packages: {cran: [httr]}\n");
    Files.createDirectories(folder.resolve("files"));
    Files.copy(folder.resolve("lock.json"), folder.resolve("files/lock.json"));

    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class,
            () -> job().with(Key.LOCKED, "true").resolve("packages: {cran: [httr, R6]}\n"));

    assertThat(failed.failure().code()).isEqualTo("LOCK_OUTDATED");
  }

  @Test
  void aSourceArchiveThatIsNotTheLockedOneIsRefused() throws Exception {
    job().with(Key.CRAN, SandboxJob.SOURCES).resolve("packages: {cran: [slipwayver]}\n");
    lockAnotherSum();
    try (Built image = Built.in(folder)) {
      assertThat(image.slipwayLines()).hasSize(1);
      assertThat(image.slipwayLines().get(0)).startsWith("slipway: PACKAGE_CHANGED slipwayver: ");
    }
  }

  @Test
  void aBinaryOfTheLockedVersionThatWasBuiltAnewIsTaken() throws Exception {
    job().resolve("packages: {cran: [slipwayver]}\n" + fresh());
    lockAnotherSum();
    try (Built image = Built.in(folder)) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.log()).contains("another build of slipwayver 0.2.0: ");
    }
  }

  private void lockAnotherSum() throws Exception {
    Path data = folder.resolve("context/cran/packages.dcf");
    String text = Files.readString(data);
    Files.writeString(data, text.replaceFirst("Md5: \\S+", "Md5: " + "0".repeat(32)));
  }

  @Test
  void aVersionThatTheRepositoryHasReplacedComesOutOfItsArchive() throws Exception {
    job().resolve("packages: {cran: [slipwayver]}\n");
    Path data = folder.resolve("context/cran/packages.dcf");
    Files.writeString(data, Files.readString(data).replace("0.2.0", "0.1.0"));
    try (Built image = Built.in(folder)) {
      assertThat(image.exitCode()).as(image.log()).isZero();
    }
  }

  @Test
  void aVersionThatIsGoneIsSaid() throws Exception {
    job().resolve("packages: {cran: [slipwayver]}\n");
    Path data = folder.resolve("context/cran/packages.dcf");
    Files.writeString(data, Files.readString(data).replace("0.2.0", "0.0.9"));
    try (Built image = Built.in(folder)) {
      assertThat(image.slipwayLines()).hasSize(1);
      assertThat(image.slipwayLines().get(0))
          .startsWith("slipway: PACKAGE_MISSING slipwayver: version 0.0.9 is gone: ");
    }
  }

  @Test
  void aRepositoryThatDoesNotAnswerInTheBuildIsNotAMissingPackage() throws Exception {
    job().resolve("packages: {cran: [slipwayver]}\n");
    Path data = folder.resolve("context/cran/packages.dcf");
    Files.writeString(data, Files.readString(data).replace(":5080", ":9"));
    try (Built image = Built.in(folder)) {
      assertThat(image.slipwayLines()).hasSize(1);
      assertThat(image.slipwayLines().get(0))
          .startsWith("slipway: REPOSITORY_UNREACHABLE http://127.0.0.1:9/");
    }
  }

  @Test
  void aBaseThatIsNotTheLockedOneIsSaid() throws Exception {
    job().resolve("packages: {cran: [slipwayver]}\n");
    Files.writeString(folder.resolve("context/r/base.dcf"), "R: 4.2.2\nCodename: jammy\n");
    try (Built image = Built.in(folder)) {
      assertThat(image.slipwayLines())
          .containsExactly(
              "slipway: BASE_MISMATCH the base image: the packages were chosen for Codename jammy,"
                  + " and it has bookworm");
    }
  }

  @Test
  void theImageSaysWhatItIsMadeOf() throws Exception {
    try (Built image = job().build("snapshot: 2024-06-13\n")) {
      assertThat(image.inspect("{{json .Config.Labels}}"))
          .contains("\"org.opencontainers.image.title\":\"demo\"")
          .contains("\"dev.slipway.snapshot\":\"2024-06-13\"")
          .contains("\"org.opencontainers.image.base.digest\":\"sha256:");
    }
  }

  @Test
  void nothingOfTheBuildStaysInTheImage() throws Exception {
    try (Built image = job().build("packages: {cran: [jsonlite]}\n")) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.run("find", "/mnt", "/tmp", "-mindepth", "1")).isEmpty();
    }
  }

  @Test
  void hostileEnvironmentValuesArriveByteForByte() throws Exception {
    String lines =
        """
        env:
          A: $HOME ${PATH} $(id) `id`
          B: 'back\\slash \\n \\\\ \\$x end\\'
          C: '"double" ''single'' # no comment'
          D: "  spaces  "
          E: RUN touch /smuggled && é <<EOF
          F: ""
        """;
    try (Built image = job().build(lines)) {
      assertThat(image.exitCode()).as(image.log()).isZero();
      assertThat(image.run("env").lines())
          .contains(
              "A=$HOME ${PATH} $(id) `id`",
              "B=back\\slash \\n \\\\ \\$x end\\",
              "C=\"double\" 'single' # no comment",
              "D=  spaces  ",
              "E=RUN touch /smuggled && é <<EOF",
              "F=");
    }
  }

  @Test
  void theBasesOwnLanguageStays() throws Exception {
    try (Built image = job().build("")) {
      assertThat(image.run("env").lines()).contains("LANG=en_US.UTF-8", "TZ=Etc/UTC");
    }
  }

  /** Lines for a spec of this run alone, so that no layer of an earlier run serves. */
  private static String fresh() {
    return "env: {RUN: \"" + UUID.randomUUID() + "\"}\n";
  }

  private SandboxJob job() {
    return new SandboxJob(folder);
  }

  private static String ownDescription(String name, String imports) {
    return "Package: "
        + name
        + "\nVersion: 0.1\nTitle: Test\nDescription: Test.\nLicense: MIT\n"
        + "Author: A\nMaintainer: A <a@example.org>\nImports: "
        + imports
        + "\n";
  }
}
