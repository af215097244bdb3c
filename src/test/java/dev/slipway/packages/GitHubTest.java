package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitHubTest {
  private static final Supplier<Optional<String>> NO_TOKEN = Optional::empty;
  private static final String COMMIT = GitHubStub.COMMIT;
  private static final String TARBALL = "/repos/user/repo/tarball/" + COMMIT;
  private static final byte[] NOTHING = {};

  @TempDir Path folder;
  private final GitHubStub stub = new GitHubStub();

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void aBranchIsResolvedToItsCommit() throws Exception {
    stub.withPackage("user/repo", "pkg", "1.0");

    String commit = stub.gitHub(NO_TOKEN).commit(GitHubReference.parse("user/repo@feature/x"));

    assertThat(commit).isEqualTo(COMMIT);
    assertThat(stub.asked().get(0).path()).isEqualTo("/repos/user/repo/commits/feature/x");
    assertThat(stub.asked().get(0).accept()).contains("application/vnd.github.sha");
  }

  @Test
  void withoutARefTheDefaultBranchIsMeant() throws Exception {
    stub.withPackage("user/repo", "pkg", "1.0");

    stub.gitHub(NO_TOKEN).commit(GitHubReference.parse("user/repo"));

    assertThat(stub.asked().get(0).path()).isEqualTo("/repos/user/repo/commits/HEAD");
  }

  @Test
  void aFullCommitIsNotAskedFor() throws Exception {
    assertThat(stub.gitHub(NO_TOKEN).commit(GitHubReference.parse("user/repo@" + COMMIT)))
        .isEqualTo(COMMIT);
    assertThat(stub.asked()).isEmpty();
  }

  @Test
  void thePackagesRealNameAndVersionAreRead() throws Exception {
    stub.withPackage("user/repo", "realname", "1.2.0.9000");

    GitHubPackage fetched = fetch("user/repo@v1");

    assertThat(fetched.description())
        .isEqualTo(
            new Description("realname", "1.2.0.9000", List.of(), List.of(), Optional.empty()));
    assertThat(fetched.tarball()).isEqualTo("user-repo-" + COMMIT + ".tar.gz");
    assertThat(folder.resolve(fetched.tarball())).exists();
  }

  @Test
  void thePackageOfAFolderIsFound() throws Exception {
    byte[] tarball = GitHubStub.tarball("r/pkg/DESCRIPTION", "Package: sub\nVersion: 0.1\n");
    stub.answer(TARBALL, 200, Map.of(), tarball);

    assertThat(fetch("user/repo/r/pkg@" + COMMIT).description().name()).isEqualTo("sub");
  }

  @Test
  void aRepositoryThatIsNoPackageIsSaidToBeNone() {
    stub.answer(TARBALL, 200, Map.of(), GitHubStub.tarball("README.md", "text"));

    assertThat(failure("user/repo@" + COMMIT).code()).isEqualTo("GITHUB_NO_PACKAGE");
  }

  @Test
  void aTarballThatIsThereIsNotFetchedAgain() throws Exception {
    stub.withPackage("user/repo", "pkg", "1.0");
    fetch("user/repo@" + COMMIT);
    fetch("user/repo@" + COMMIT);

    assertThat(stub.asked()).hasSize(1);
  }

  @Test
  void aTruncatedTarballMayPassAndLeavesNothing() {
    byte[] whole = GitHubStub.tarball("DESCRIPTION", "Package: pkg\nVersion: 1.0\n");
    stub.answer(TARBALL, 200, Map.of(), Arrays.copyOf(whole, whole.length - 9));

    assertThat(failure("user/repo@" + COMMIT).kind()).isEqualTo(Kind.PASSING);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anAnswerThatIsNoTarballMayPassAndLeavesNothing() {
    stub.answer(TARBALL, 200, Map.of(), "<html>".getBytes(StandardCharsets.UTF_8));

    assertThat(failure("user/repo@" + COMMIT).kind()).isEqualTo(Kind.PASSING);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aTarballBeyondTheLimitIsRefused() {
    byte[] large = new byte[(int) GitHub.LARGEST_TARBALL + 1];
    stub.answer(TARBALL, 200, Map.of(), large);

    Failure failure = failure("user/repo@" + COMMIT);

    assertThat(failure.code()).isEqualTo("GITHUB_TOO_LARGE");
    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
  }

  @ParameterizedTest
  @CsvSource({
    "401, LOGIN, GITHUB_LOGIN",
    "403, LASTING, GITHUB_REFUSED",
    "404, LASTING, GITHUB_NOT_FOUND",
    "409, LASTING, GITHUB_NOT_FOUND",
    "422, LASTING, GITHUB_NOT_FOUND",
    "429, RATE_LIMIT, GITHUB_RATE_LIMIT",
    "500, PASSING, GITHUB_UNAVAILABLE",
    "503, PASSING, GITHUB_UNAVAILABLE",
  })
  void aStatusBecomesAFailureOfItsKind(int status, Kind kind, String code) {
    stub.answer("/", status, Map.of(), NOTHING);

    Failure failure = failure("user/repo@v1");

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.message()).contains("user/repo@v1");
  }

  @Test
  void aSpentRateLimitSaysUntilWhen() {
    Map<String, String> headers =
        Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1893456000");
    stub.answer("/", 403, headers, NOTHING);

    Failure failure = failure("user/repo");

    assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMIT);
    assertThat(failure.message()).contains("2030-01-01T00:00:00Z");
    assertThat(failure.hint()).contains("SLIPWAY_GITHUB_TOKEN");
  }

  @Test
  void aServerThatIsNotThereMayPass() {
    stub.close();

    assertThat(failure("user/repo").kind()).isEqualTo(Kind.PASSING);
  }

  @Test
  void theTokenIsSent() throws Exception {
    stub.withPackage("user/repo", "pkg", "1.0");

    stub.gitHub(() -> Optional.of("ghp_secret")).commit(GitHubReference.parse("user/repo"));

    assertThat(stub.asked().get(0).authorization()).contains("Bearer ghp_secret");
  }

  @Test
  void theTokenIsNotSentWhereARedirectLeads() throws Exception {
    try (GitHubStub other = new GitHubStub()) {
      byte[] tarball = GitHubStub.tarball("DESCRIPTION", "Package: pkg\nVersion: 1.0\n");
      other.answer("/", 200, Map.of(), tarball);
      stub.answer(TARBALL, 302, Map.of("Location", other.base() + "/x?token=short"), NOTHING);

      stub.gitHub(() -> Optional.of("ghp_secret"))
          .fetch(GitHubReference.parse("user/repo@" + COMMIT), folder);

      assertThat(stub.asked().get(0).authorization()).isPresent();
      assertThat(other.asked().get(0).path()).isEqualTo("/x?token=short");
      assertThat(other.asked().get(0).authorization()).isEmpty();
    }
  }

  @Test
  void redirectsWithoutEndAreGivenUp() {
    stub.answer("/", 302, Map.of("Location", "/again"), NOTHING);

    assertThat(failure("user/repo").message()).contains("too many redirects");
  }

  @Test
  void aTokenThatNoHeaderTakesIsNotShown() {
    GitHub gitHub = stub.gitHub(() -> Optional.of("ghp_sec\nret"));

    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class, () -> gitHub.commit(GitHubReference.parse("user/repo")));

    assertThat(failed).hasStackTraceContaining("the GitHub token has characters");
    assertThat(failed.toString() + failed.getCause()).doesNotContain("ghp_sec");
  }

  private GitHubPackage fetch(String reference) throws Exception {
    return stub.gitHub(NO_TOKEN).fetch(GitHubReference.parse(reference), folder);
  }

  private Failure failure(String reference) {
    return catchThrowableOfType(StepFailed.class, () -> fetch(reference)).failure();
  }
}
