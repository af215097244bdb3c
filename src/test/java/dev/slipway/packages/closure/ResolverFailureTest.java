package dev.slipway.packages.closure;

import static dev.slipway.packages.closure.Requests.cran;
import static dev.slipway.packages.closure.Requests.description;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.fixture.Gzipped;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.repository.PackageServer;
import dev.slipway.spec.Spec.CranPackage;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the resolver says of what cannot be. */
class ResolverFailureTest {
  private static final Optional<String> DAY = Optional.of("2024-06-13");

  private final PackageServer server = new PackageServer();
  @TempDir private Path cache;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anUnknownPackageIsNamedWithAGuess() {
    server.cran("jsonlite 1.8.8", "jsonify 1.2");

    assertThat(failure(cran("jsonlit")))
        .extracting(Failure::kind, Failure::code, Failure::message)
        .containsExactly(
            Kind.LASTING,
            "PACKAGE_UNKNOWN",
            "jsonlit: not in CRAN at 2024-06-13; did you mean jsonlite?");
    assertThat(failure(cran("JSONLITE")).message()).endsWith("did you mean jsonlite?");
  }

  @Test
  void anUnknownDependencyIsNamedWithThePath() {
    server.cran("abc 1.2 Imports: mid", "mid 0.1 Imports: gone");

    assertThat(failure(cran("abc")).message())
        .isEqualTo(
            "gone: neither in CRAN at 2024-06-13 nor in Bioconductor; needed by spec → abc 1.2 → mid"
                + " 0.1.");
  }

  @Test
  void aPackageOfTheOtherSourceIsPointedTo() {
    server.cran("jsonlite 1.8.8").bioc("BiocGenerics 0.44.0");

    assertThat(failure(cran("BiocGenerics")))
        .extracting(Failure::message, Failure::hint)
        .containsExactly(
            "BiocGenerics: not in CRAN at 2024-06-13, but in Bioconductor.",
            "Write BiocGenerics under packages.bioconductor.");
    assertThat(failure(new Wanted(List.of(), List.of("jsonlite"), List.of(), List.of())).hint())
        .isEqualTo("Write jsonlite under packages.cran.");
  }

  @Test
  void notBeingAbleToLookElsewhereForAHintIsNoFailure() {
    server.cran("jsonlite 1.8.8").status("/bioc/src/contrib/PACKAGES.gz", 503);

    assertThat(failure(cran("jsonlit", "httrr")).lines()).hasSize(2);
  }

  @Test
  void notBeingAbleToLookForADependencyIsAFailure() {
    server.cran("abc 1.2 Imports: dep").status("/bioc/src/contrib/PACKAGES.gz", 503);

    assertThat(failure(cran("abc")).code()).isEqualTo("REPOSITORY_UNREACHABLE");
  }

  @Test
  void aDescriptionThatNeedsANewerRSaysSo() {
    Wanted wanted =
        new Wanted(
            List.of(), List.of(), List.of(), List.of(description("mine 0.1 Depends: R (>= 4.3)")));

    assertThat(failure(wanted).message())
        .isEqualTo("R (>= 4.3): asked for by spec → DESCRIPTION of mine, the image has R 4.2.2.");
  }

  @Test
  void aVersionThatWasRemovedIsUnknown() {
    server.cran("slipwayver 0.2.0");

    assertThat(failure(cran("slipwayver@9.9")))
        .extracting(Failure::code, Failure::message)
        .containsExactly(
            "PACKAGE_VERSION_UNKNOWN",
            "slipwayver 9.9: neither in CRAN at 2024-06-13 nor in its Archive; the index has"
                + " 0.2.0.");
  }

  @Test
  void aPackageThatNeedsANewerRSaysSo() {
    server.cran("abc 1.2 Imports: xyz", "xyz 2.0 Depends: R (>= 4.3)");

    assertThat(failure(cran("abc")))
        .extracting(Failure::code, Failure::message)
        .containsExactly(
            "PACKAGE_NEEDS_R",
            "xyz 2.0: needs R (>= 4.3), the image has R 4.2.2; asked for by spec → abc 1.2 → xyz.");
  }

  @ParameterizedTest
  @CsvSource({
    "(>= 2.0), 2.0, true",
    "(>= 2.0), 1.9, false",
    "(> 2.0), 2.0, false",
    "(> 2.0), 2.0.1, true",
    "(<= 1.2), 1.2.0, true",
    "(<= 1.2), 1.2.1, false",
    "(< 1.2), 1.1-9, true",
    "(< 1.2), 1.2, false",
    "(== 1.0), 1.0-0, true",
    "(== 1.0), 1.1, false",
    "(!= 1.0), 1.0, false",
    "(!= 1.0), 1.1, true"
  })
  void whatADependencyAsksOfAVersionIsHonoured(String asked, String has, boolean holds)
      throws Exception {
    server.cran("abc 1.2 Imports: dep " + asked, "dep " + has);
    if (holds) {
      assertThat(resolve(cran("abc"))).hasSize(2);
    } else {
      assertThat(failure(cran("abc")).message())
          .isEqualTo(
              "dep: spec → abc 1.2 → dep "
                  + asked
                  + ", but CRAN at 2024-06-13 has dep "
                  + has
                  + ".");
    }
  }

  @Test
  void aConflictWithTheSpecNamesBothSides() {
    server.cran("abc 1.2 Imports: mid", "mid 0.1 Imports: dep (>= 2.0)", "dep 1.0", "dep 2.0");

    assertThat(failure(cran("dep@1.0", "abc")))
        .extracting(Failure::code, Failure::message)
        .containsExactly(
            "PACKAGE_CONFLICT",
            "dep: spec → abc 1.2 → mid 0.1 → dep (>= 2.0), but the spec asks for dep@1.0.");
  }

  @Test
  void aCycleIsNamed() {
    server.cran("abc 1.2 Imports: mid", "mid 0.1 Imports: top", "top 1.0 Imports: mid");

    assertThat(failure(cran("abc")))
        .extracting(Failure::code, Failure::message)
        .containsExactly("PACKAGE_CYCLE", "mid: it needs itself: mid → top → mid.");
  }

  @Test
  void aPackageForWindowsSaysSo() {
    server.cran("abc 1.2 OS_type: windows");

    assertThat(failure(cran("abc")).message()).isEqualTo("abc 1.2: it is for Windows alone.");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    server.cran("jsonlite 1.8.8", "xyz 2.0 Depends: R (>= 4.3)", "abc 1.2");

    Failure failure = failure(cran("jsonlit", "xyz", "abc@9.9"));

    assertThat(failure.lines())
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactly(
            "PACKAGE_VERSION_UNKNOWN abc 9.9",
            "PACKAGE_UNKNOWN jsonlit",
            "PACKAGE_NEEDS_R xyz 2.0");
    assertThat(failure.code()).isEqualTo("PACKAGE_VERSION_UNKNOWN");
  }

  @Test
  void aPackageFromTwoSourcesIsRefused() {
    Wanted wanted =
        new Wanted(
            List.of(new CranPackage("abc", Optional.empty())),
            List.of("abc"),
            List.of(),
            List.of());

    assertThat(failure(wanted).code()).isEqualTo("PACKAGE_TWICE");
  }

  @Test
  void anArchiveThatHoldsAnotherVersionIsALie() {
    server.cran("abc 1.2").archived("abc/abc_1.0.tar.gz", "abc 1.1");

    assertThat(failure(cran("abc@1.0")))
        .extracting(Failure::code, Failure::message)
        .containsExactly(
            "REPOSITORY_BROKEN",
            server.uri("/cran/src/contrib/Archive/abc/abc_1.0.tar.gz")
                + " holds abc 1.1, not what its name says.");
  }

  @Test
  void anArchiveThatIsNoPackageIsALie() {
    server
        .cran("abc 1.2")
        .file(
            "/cran/src/contrib/Archive/abc/abc_1.0.tar.gz",
            "<html>".getBytes(StandardCharsets.UTF_8))
        .file("/cran/src/contrib/Archive/abc/abc_0.9.tar.gz", Gzipped.text("x".repeat(2000)))
        .archived("abc/abc_0.8.tar.gz", "other 0.8");

    assertThat(List.of("abc@1.0", "abc@0.9", "abc@0.8"))
        .allSatisfy(name -> assertThat(failure(cran(name)).code()).isEqualTo("REPOSITORY_BROKEN"));
  }

  @Test
  void aRecordThatCannotBeReadMattersWhenItIsNeeded() throws Exception {
    server.cran("bad 1.0 Imports: dep (~> 1.0)", "evil 1.0 File: ../../x.tar.gz", "abc 1.2");

    assertThat(resolve(cran("abc"))).hasSize(1);
    assertThat(failure(cran("bad")))
        .extracting(Failure::code, Failure::message)
        .satisfies(
            both -> assertThat(both.toString()).contains("REPOSITORY_BROKEN", "The record of bad"));
    assertThat(failure(cran("evil")).code()).isEqualTo("REPOSITORY_BROKEN");
  }

  @Test
  void bioconductorPackagesNeedARelease() {
    Wanted wanted = new Wanted(List.of(), List.of("BiocGenerics"), List.of(), List.of());

    assertThat(
            catchThrowableOfType(
                    StepFailed.class,
                    () ->
                        new Resolver(cache)
                            .resolve(
                                wanted,
                                server.repositories().subList(0, 1),
                                DAY,
                                PackageServer.BASE))
                .failure()
                .code())
        .isEqualTo("BIOCONDUCTOR_RELEASE");
  }

  private List<LockedPackage> resolve(Wanted wanted) throws Exception {
    return new Resolver(cache).resolve(wanted, server.repositories(), DAY, PackageServer.BASE);
  }

  private Failure failure(Wanted wanted) {
    return catchThrowableOfType(StepFailed.class, () -> resolve(wanted)).failure();
  }
}
