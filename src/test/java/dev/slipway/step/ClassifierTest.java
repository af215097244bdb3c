package dev.slipway.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        // The engine and the registry, as they are quoted in their issue trackers.
        "received unexpected HTTP status: 503 Service Unavailable|PASSING|SERVER_ERROR",
        "Get \"https://registry.example/v2/\": dial tcp 10.0.0.1:443: connect: connection refused|PASSING|REGISTRY_UNREACHABLE",
        "dial tcp: lookup registry.example on 127.0.0.53:53: server misbehaving|PASSING|REGISTRY_UNREACHABLE",
        "dial tcp: lookup registry.example: i/o timeout|PASSING|REGISTRY_UNREACHABLE",
        "Get \"https://registry-1.docker.io/v2/\": net/http: TLS handshake timeout|PASSING|REGISTRY_UNREACHABLE",
        "dial tcp: lookup registry.example on 127.0.0.53:53: no such host|UNCLASSIFIED|HOST_UNKNOWN",
        "Put \"http://127.0.0.1:5000/v2/x/blobs/uploads/1\": write tcp 127.0.0.1:40000->127.0.0.1:5000: write: broken pipe|PASSING|CONNECTION_CUT",
        "unexpected EOF|PASSING|CONNECTION_CUT",
        "toomanyrequests: You have reached your pull rate limit.|RATE_LIMIT|RATE_LIMITED",
        "error pulling image configuration: 429 Too Many Requests|RATE_LIMIT|RATE_LIMITED",
        "unauthorized: authentication required|LOGIN|REGISTRY_LOGIN",
        "no basic auth credentials|LOGIN|REGISTRY_LOGIN",
        "denied: requested access to the resource is denied|LASTING|REGISTRY_DENIED",
        "pull access denied for nosuch, repository does not exist or may require 'docker login'|LASTING|REGISTRY_DENIED",
        "manifest for rocker/r-ver:9.9.9 not found: manifest unknown: manifest unknown|LASTING|IMAGE_NOT_FOUND",
        "Get \"https://registry.example/v2/\": x509: certificate signed by unknown authority|LASTING|REGISTRY_CERTIFICATE",
        "Get \"https://registry.example/v2/\": http: server gave HTTP response to HTTPS client|LASTING|REGISTRY_INSECURE",
        "blob upload unknown|UPLOAD|UPLOAD_BROKEN",
        "write /var/lib/docker/tmp/x: no space left on device|OPERATOR|DISK_FULL",
        "dockerfile parse error line 2: unknown instruction: RUNN|LASTING|DOCKERFILE_INVALID",
        // A compiler's, apt's and R's own words.
        "c++: fatal error: Killed signal terminated program cc1plus|RESOURCE|OUT_OF_MEMORY",
        "E: Failed to fetch http://mirror.example/x.deb  Hash Sum mismatch|PASSING|APT_UNREACHABLE",
        "W: Failed to fetch http://mirror.example/x  Temporary failure resolving 'mirror.example'|PASSING|APT_UNREACHABLE",
        "E: Unable to locate package libnosuch-dev|LASTING|APT_PACKAGE_UNKNOWN",
        "Warning: unable to access index for repository http://cran.example/src/contrib:|PASSING|REPOSITORY_UNREACHABLE",
        "  cannot open URL 'http://cran.example/src/contrib/PACKAGES'|PASSING|REPOSITORY_UNREACHABLE",
        "Warning message: download of package ‘httr’ failed|PASSING|REPOSITORY_UNREACHABLE",
        "package ‘nosuchpkg’ is not available for this version of R|LASTING|PACKAGE_UNAVAILABLE",
        "ERROR: compilation failed for package ‘xml2’|LASTING|COMPILATION_FAILED",
        "ERROR: lazy loading failed for package ‘x’|LASTING|PACKAGE_DOES_NOT_LOAD",
        "Error in library(x) : there is no package called ‘x’|LASTING|PACKAGE_DOES_NOT_LOAD",
        "ERROR: dependency ‘rlang’ is not available for package ‘vctrs’|LASTING|DEPENDENCY_UNAVAILABLE",
        "  installation of package ‘x’ had non-zero exit status|LASTING|PACKAGE_NOT_INSTALLED",
      })
  void wordsHaveTheirKind(String line, Kind kind, String code) {
    Failure failure = classify(line);

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.hint()).isNotBlank();
    assertThat(failure.lines()).containsExactly(line);
  }

  @Test
  void passingEvidenceBeatsLastingEvidence() {
    Failure failure =
        classify(
            "Warning: unable to access index for repository http://cran.example",
            "Warning: package ‘httr’ is not available for this version of R");

    assertThat(failure.kind()).isEqualTo(Kind.PASSING);
  }

  @Test
  void aPackageThatIsNotAvailableIsMissingWhenNoIndexFailed() {
    String missing = "Warning: package ‘httr’ is not available for this version of R";

    assertThat(classify("trying URL", missing).kind()).isEqualTo(Kind.LASTING);
  }

  @Test
  void memoryBeatsTheCompilationThatFailedForIt() {
    Failure failure =
        classify(
            "c++: fatal error: Killed signal terminated program cc1plus",
            "ERROR: compilation failed for package ‘duckdb’");

    assertThat(failure.kind()).isEqualTo(Kind.RESOURCE);
  }

  @Test
  void packageThatDoesNotCompileBeatsWhatDependsOnIt() {
    Failure failure =
        classify(
            "ERROR: compilation failed for package ‘curl’",
            "ERROR: dependency ‘curl’ is not available for package ‘httr’");

    assertThat(failure.code()).isEqualTo("COMPILATION_FAILED");
  }

  @Test
  void ourInstallScriptsWordsBeatEverything() {
    Failure failure =
        classify(
            "  cannot open URL 'http://cran.example/src/contrib/PACKAGES'",
            "slipway: PACKAGE_MISSING httr: not in the repository",
            "slipway: PACKAGE_MISSING jsonlite: not in the repository");

    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.code()).isEqualTo("PACKAGE_MISSING");
    assertThat(failure.message())
        .isEqualTo("httr: not in the repository; jsonlite: not in the repository");
  }

  @Test
  void aRepositoryThatIsDownPassesWhateverElseTheScriptSays() {
    Failure failure =
        classify(
            "slipway: PACKAGE_MISSING httr: not in the repository",
            "slipway: REPOSITORY_UNREACHABLE http://cran.example: status 503");

    assertThat(failure.kind()).isEqualTo(Kind.PASSING);
    assertThat(failure.code()).isEqualTo("REPOSITORY_UNREACHABLE");
  }

  @Test
  void aMissingSystemLibraryBeatsThePackagesThatFailedForIt() {
    Failure failure =
        classify(
            "slipway: PACKAGE_FAILED xml2: ERROR: configuration failed",
            "slipway: SYSTEM_LIBRARY_MISSING xml2: libxml-2.0.pc is missing; add libxml2-dev under"
                + " system");

    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.code()).isEqualTo("SYSTEM_LIBRARY_MISSING");
    assertThat(failure.message()).startsWith("xml2: ").contains("libxml2-dev");
    assertThat(failure.hint()).contains("`system`");
  }

  @Test
  void aCompilerThatWasKilledIsOutOfMemoryAndNotABrokenPackage() {
    Failure failure =
        classify("slipway: PACKAGE_FAILED Rcpp: Killed signal terminated program cc1plus");

    assertThat(failure.kind()).isEqualTo(Kind.RESOURCE);
    assertThat(failure.code()).isEqualTo("OUT_OF_MEMORY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "message(\"slipway: PACKAGE_MISSING \", name)",
        "RUN echo slipway: PACKAGE_MISSING x: y",
        "slipway: nothing to say"
      })
  void ourInstallScriptsWordsCountOnlyAsALineOfTheirOwn(String line) {
    assertThat(classify(line).kind()).isEqualTo(Kind.UNCLASSIFIED);
  }

  @ParameterizedTest
  @CsvSource({
    "401, LOGIN",
    "403, LASTING",
    "404, LASTING",
    "408, PASSING",
    "429, RATE_LIMIT",
    "500, PASSING",
    "503, PASSING",
    "400, UNCLASSIFIED"
  })
  void statusDecidesWhereWordsDoNot(int status, Kind kind) {
    assertThat(
            Classifier.classify("X", "it failed", Evidence.of("hm").withHttpStatus(status)).kind())
        .isEqualTo(kind);
  }

  @Test
  void wordsBeatTheStatus() {
    Failure failure =
        Classifier.classify(
            "X", "it failed", Evidence.of("toomanyrequests: slow down").withHttpStatus(500));

    assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMIT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "Status 500: {\"message\":\"toomanyrequests: slow down\"}|RATE_LIMIT",
        "Status 500: {\"message\":\"unauthorized: authentication required\"}|LOGIN",
        "Status 500: {\"message\":\"Head \\\"https://registry.example/v2/x/manifests/1\\\": unauthorized\"}|LOGIN",
        "failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://auth.example/token: 401 Unauthorized|LOGIN",
        "denied: requested access to the resource is denied|LASTING",
        "BLOB_UPLOAD_UNKNOWN|UPLOAD",
      })
  void aRegistrysWordsBeatTheEnginesOwn500(String line, Kind kind) {
    Evidence evidence = Evidence.of(line).withHttpStatus(500);

    assertThat(Classifier.classify("X", "it failed", evidence).kind()).isEqualTo(kind);
  }

  @Test
  void aFailedInstallationIsOneAlsoWhenTheCommandEndedWell() {
    Evidence evidence =
        new Evidence(
            List.of("installation of package ‘x’ had non-zero exit status"),
            OptionalInt.empty(),
            OptionalInt.of(0));

    assertThat(Classifier.classify("X", "it failed", evidence).code())
        .isEqualTo("PACKAGE_NOT_INSTALLED");
  }

  @Test
  void whatFitsNothingIsReportedWithItsLine() {
    assertThat(classify("one", "two", "").lines()).containsExactly("two");
  }

  @Test
  void theWaitThatTheWordsAskForIsKept() {
    assertThat(classify("toomanyrequests: retry after 30s").retryAfter())
        .contains(Duration.ofSeconds(30));
    assertThat(classify("toomanyrequests: slow down").retryAfter()).isEmpty();
    assertThat(classify("denied: retry after 30s").retryAfter()).isEmpty();
  }

  @Test
  void killedCommandRanOutOfMemory() {
    Evidence evidence = new Evidence(List.of("hm"), OptionalInt.empty(), OptionalInt.of(137));

    assertThat(Classifier.classify("X", "it failed", evidence).kind()).isEqualTo(Kind.RESOURCE);
  }

  @Test
  void wordsAloneDoNotMeanThatTheEngineIsDown() {
    Failure failure =
        classify(
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker"
                + " daemon running?");

    assertThat(failure.kind()).isEqualTo(Kind.UNCLASSIFIED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat <<EOF > file",
        "** testing if installed package can be loaded",
        "checking for EOF... yes"
      })
  void ordinaryLinesMeanNothing(String line) {
    Failure failure = classify(line);

    assertThat(failure.kind()).isEqualTo(Kind.UNCLASSIFIED);
    assertThat(failure.code()).isEqualTo("BUILD_FAILED");
    assertThat(failure.message()).isEqualTo("it failed");
  }

  private static Failure classify(String... lines) {
    return Classifier.classify("BUILD_FAILED", "it failed", Evidence.of(lines));
  }
}
