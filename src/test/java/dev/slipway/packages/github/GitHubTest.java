package dev.slipway.packages.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.packages.Description;
import dev.slipway.packages.GitHubCommit;
import dev.slipway.spec.GitHubReference;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubTest {
  private static final Supplier<Optional<String>> NO_TOKEN = Optional::empty;
  private static final String COMMIT = GitHubStub.COMMIT;
  private static final String TARBALL = "/repos/user/repo/tarball/" + COMMIT;
  private static final byte[] NOTHING = {};

  @TempDir Path folder;
  private Path cache;
  private final GitHubStub stub = new GitHubStub();

  @BeforeEach
  void nameTheCache() {
    cache = folder.resolve("cache/github");
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void aBranchIsResolvedToItsCommit() throws Exception {
    stub.withPackage("user/repo", "pkg", "1.0");

    GitHub gitHub = gitHub(NO_TOKEN);
    GitHubCommit commit = gitHub.commit(GitHubReference.parse("user/repo/sub@feature/x"));

    assertThat(commit)
        .isEqualTo(
            new GitHubCommit(
                gitHub.host(), "user", "repo", Optional.of("sub"), "feature/x", COMMIT));
    assertThat(stub.asked().get(0).path()).isEqualTo("/repos/user/repo/commits/feature/x");
    assertThat(stub.asked().get(0).accept()).contains("application/vnd.github.sha");
  }

  @Test
  void withoutARefTheDefaultBranchIsMeant() throws Exception {
    stub.withPackage("user/repo", "pkg", "1.0");

    gitHub(NO_TOKEN).commit(GitHubReference.parse("user/repo"));

    assertThat(stub.asked().get(0).path()).isEqualTo("/repos/user/repo/commits/HEAD");
  }

  @Test
  void aFullCommitIsNotAskedFor() throws Exception {
    assertThat(gitHub(NO_TOKEN).commit(GitHubReference.parse("user/repo@" + COMMIT)).sha())
        .isEqualTo(COMMIT);
    assertThat(stub.asked()).isEmpty();
  }

  @Test
  void thePackagesRealNameAndVersionAreRead() throws Exception {
    stub.withPackage("user/repo", "realname", "1.2.0.9000");

    assertThat(describe("user/repo@v1"))
        .isEqualTo(
            new Description("realname", "1.2.0.9000", List.of(), List.of(), Optional.empty()));
  }

  @Test
  void thePackageOfAFolderIsFound() throws Exception {
    byte[] tarball = GitHubStub.tarball("r/pkg/DESCRIPTION", "Package: sub\nVersion: 0.1\n");
    stub.answer(TARBALL, 200, Map.of(), tarball);

    assertThat(describe("user/repo/r/pkg@" + COMMIT).name()).isEqualTo("sub");
  }

  @ParameterizedTest
  @CsvSource({
    "README.md, text, no DESCRIPTION file",
    "DESCRIPTION, Version: 1.0, no Package field",
    "DESCRIPTION, Package: pkg, no Version field",
    "DESCRIPTION, nothing of the kind, neither a field",
    "sub/DESCRIPTION, Package: pkg, no DESCRIPTION file",
  })
  void aRepositoryThatIsNoPackageIsSaidToBeNone(String file, String text, String reason) {
    stub.answer(TARBALL, 200, Map.of(), GitHubStub.tarball(file, text));

    Failure failure = failure("user/repo@" + COMMIT);

    assertThat(failure.code()).isEqualTo("GITHUB_NO_PACKAGE");
    assertThat(failure.message()).contains("user/repo@" + COMMIT, reason);
  }

  @Test
  void aTarballThatIsThereIsNotFetchedAgain() throws Exception {
    stub.withPackage("user/repo", "pkg", "1.0");
    describe("user/repo@" + COMMIT);
    describe("user/repo@" + COMMIT);

    assertThat(stub.asked()).hasSize(1);
  }

  @Test
  void aTruncatedTarballMayPassAndLeavesNothing() {
    byte[] whole = GitHubStub.tarball("DESCRIPTION", "Package: pkg\nVersion: 1.0\n");
    stub.answer(TARBALL, 200, Map.of(), Arrays.copyOf(whole, whole.length - 9));

    assertThat(failure("user/repo@" + COMMIT).kind()).isEqualTo(Kind.PASSING);
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void anAnswerThatIsNoTarballMayPassAndLeavesNothing() {
    stub.answer(TARBALL, 200, Map.of(), bytes("<html>"));

    assertThat(failure("user/repo@" + COMMIT).kind()).isEqualTo(Kind.PASSING);
    assertThat(cache).isEmptyDirectory();
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

  @ParameterizedTest
  @CsvSource({
    "403, Retry-After, 30, 30",
    "429, Retry-After, 30, 30",
    "503, Retry-After, 30, 30",
    "429, X-RateLimit-Reset, 1893456000, 3600",
    "429, X-RateLimit-Reset, 1, 0"
  })
  void theWaitThatIsAskedForIsKept(int status, String header, String value, int seconds) {
    stub.answer("/", status, Map.of(header, value), NOTHING);

    assertThat(failure("user/repo").retryAfter().orElseThrow())
        .isBetween(Duration.ofSeconds(Math.max(0, seconds - 1)), Duration.ofSeconds(seconds));
  }

  @Test
  void aHostThatNobodyKnowsIsTriedOnceMore() {
    GitHub gitHub = new GitHub(URI.create("http://nosuch.invalid"), Optional::empty, cache);

    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class, () -> gitHub.commit(GitHubReference.parse("user/repo")));

    assertThat(failed.failure())
        .extracting(Failure::kind, Failure::code)
        .containsExactly(Kind.UNCLASSIFIED, "HOST_UNKNOWN");
  }

  @Test
  void aServerThatIsNotThereMayPass() {
    stub.close();

    assertThat(failure("user/repo").kind()).isEqualTo(Kind.PASSING);
  }

  @Test
  void theTokenIsSent() throws Exception {
    stub.withPackage("user/repo", "pkg", "1.0");

    gitHub(() -> Optional.of("ghp_secret")).commit(GitHubReference.parse("user/repo"));

    assertThat(stub.asked().get(0).authorization()).contains("Bearer ghp_secret");
  }

  @Test
  void theTokenIsNotSentWhereARedirectLeads() throws Exception {
    try (GitHubStub other = new GitHubStub()) {
      byte[] tarball = GitHubStub.tarball("DESCRIPTION", "Package: pkg\nVersion: 1.0\n");
      other.answer("/", 200, Map.of(), tarball);
      stub.answer(TARBALL, 302, Map.of("Location", other.base() + "/x?token=short"), NOTHING);

      GitHub gitHub = gitHub(() -> Optional.of("ghp_secret"));
      gitHub.tarball(gitHub.commit(GitHubReference.parse("user/repo@" + COMMIT)));

      assertThat(stub.asked().get(0).authorization()).isPresent();
      assertThat(other.asked().get(0).path()).isEqualTo("/x?token=short");
      assertThat(other.asked().get(0).authorization()).isEmpty();
    }
  }

  @Test
  void redirectsWithoutEndAreGivenUp() {
    stub.answer("/", 302, Map.of("Location", "/again"), NOTHING);

    assertThat(failure("user/repo").message()).contains("redirects more than 5 times");
  }

  @Test
  void aTokenThatNoHeaderTakesIsNotShown() {
    GitHub gitHub = gitHub(() -> Optional.of("ghp_sec\nret"));

    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class, () -> gitHub.commit(GitHubReference.parse("user/repo")));

    assertThat(failed).hasStackTraceContaining("the GitHub token has characters");
    assertThat(failed.toString() + failed.getCause()).doesNotContain("ghp_sec");
  }

  @Test
  void aPullRequestIsTheHeadThatItHas() throws Exception {
    String body = "{\"number\": 12, \"head\": {\"sha\": \"" + COMMIT + "\"}}";
    stub.answer("/repos/user/repo/pulls/12", 200, Map.of(), bytes(body));

    GitHubCommit commit = gitHub(NO_TOKEN).commit(GitHubReference.parse("user/repo#12"));

    assertThat(commit.sha()).isEqualTo(COMMIT);
    assertThat(commit.ref()).isEqualTo("#12");
  }

  @Test
  void theLatestReleaseIsTheCommitOfItsTag() throws Exception {
    stub.answer(
        "/repos/user/repo/releases/latest", 200, Map.of(), bytes("{\"tag_name\": \"pkg@1 0\"}"));
    stub.answer("/repos/user/repo/commits/tags/pkg@1 0", 200, Map.of(), bytes(COMMIT));

    GitHubCommit commit = gitHub(NO_TOKEN).commit(GitHubReference.parse("user/repo@*release"));

    assertThat(commit.sha()).isEqualTo(COMMIT);
    assertThat(commit.ref()).isEqualTo("*release");
  }

  @ParameterizedTest
  @CsvSource({
    "user/repo#12, the pull request",
    "user/repo@*release, a release",
    "user/repo@v1, 'the branch, tag or commit'",
    "https://github.com/user/repo/tree/main/folder, user/repo/folder@main",
  })
  void whatIsNotThereIsNamed(String reference, String part) {
    stub.answer("/", 404, Map.of(), NOTHING);

    Failure failure = failure(reference.replace("github.com", stub.base().getAuthority()));

    assertThat(failure.code()).isEqualTo("GITHUB_NOT_FOUND");
    assertThat(failure.message() + failure.hint()).contains(part);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "{\"head\": {\"sha\": \"main\"}}", "<html>\n</html>"})
  void anAnswerThatIsNoPullRequestMayPass(String body) {
    stub.answer("/", 200, Map.of(), bytes(body));

    Failure failure = failure("user/repo#12");

    assertThat(failure.kind()).isEqualTo(Kind.PASSING);
    assertThat(failure.message()).hasLineCount(1);
  }

  @Test
  void anEnterpriseServersPathIsKept() throws Exception {
    stub.answer("/api/v3/repos/user/repo/commits/main", 200, Map.of(), bytes(COMMIT));
    URI base = URI.create(stub.base() + "/api/v3/");
    GitHub gitHub = new GitHub(base, NO_TOKEN, cache);
    String url = "https://" + stub.base().getAuthority() + "/user/repo/tree/main";

    GitHubCommit commit = gitHub.commit(GitHubReference.parse(url));

    assertThat(commit.host()).isEqualTo(stub.base().getAuthority() + "/api/v3");
    assertThat(commit.sha()).isEqualTo(COMMIT);
  }

  @Test
  void aUrlOfAnotherHostIsRefused() {
    GitHub enterprise =
        new GitHub(URI.create("https://github.example.org/api/v3"), NO_TOKEN, cache);

    Failure failure =
        catchThrowableOfType(
                StepFailed.class,
                () -> enterprise.commit(GitHubReference.parse("https://github.com/user/repo")))
            .failure();

    assertThat(failure.code()).isEqualTo("GITHUB_HOST");
    assertThat(failure.message()).contains("github.com", "github.example.org");
    assertThat(failure.hint()).contains("slipway.github");
  }

  @Test
  void thePublicGitHubsUrlsAreItsOwn() {
    assertThat(new GitHub(URI.create("https://api.github.com"), NO_TOKEN, cache).webHost())
        .isEqualTo("github.com");
  }

  @Test
  void aPrivateRepositoryIsFetchedWithTheTokenAndKeptFromOthers() throws Exception {
    stub.withPackage("user/repo", "pkg", "1.0");
    GitHub gitHub = gitHub(() -> Optional.of("ghp_secret"));

    Path tarball = gitHub.tarball(gitHub.commit(GitHubReference.parse("user/repo")));

    assertThat(tarball).isEqualTo(cache.resolve("user-repo-" + COMMIT + ".tar.gz"));
    assertThat(Files.getPosixFilePermissions(cache))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(stub.asked())
        .allSatisfy(asked -> assertThat(asked.authorization()).contains("Bearer ghp_secret"));
  }

  @Test
  void aCacheThatWasDeletedIsFilledAgain() throws Exception {
    stub.withPackage("user/repo", "pkg", "1.0");
    GitHub gitHub = gitHub(NO_TOKEN);
    GitHubCommit commit = gitHub.commit(GitHubReference.parse("user/repo"));
    Path tarball = gitHub.tarball(commit);
    Files.delete(tarball);
    Files.delete(cache);

    assertThat(gitHub.tarball(commit)).isEqualTo(tarball).exists();
  }

  @Test
  void aFileInTheCacheThatCannotBeReadIsFetchedAgainNextTime() throws Exception {
    stub.withPackage("user/repo", "pkg", "1.0");
    describe("user/repo");
    Files.writeString(cache.resolve("user-repo-" + COMMIT + ".tar.gz"), "spoilt");

    assertThat(failure("user/repo").kind()).isEqualTo(Kind.PASSING);
    assertThat(describe("user/repo").name()).isEqualTo("pkg");
  }

  @Test
  void anArchiveThatLeadsOutIsRefusedAndNotKept() {
    stub.answer(TARBALL, 200, Map.of(), GitHubStub.tarball("../../etc/passwd", "x"));

    Failure failure = failure("user/repo@" + COMMIT);

    assertThat(failure.code()).isEqualTo("GITHUB_BROKEN_ARCHIVE");
    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.message()).contains("../../etc/passwd");
    assertThat(cache).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "../x, repo, main, " + COMMIT,
    "user, ../../x, main, " + COMMIT,
    "user, repo, ../x, " + COMMIT,
    "user, repo, main, ../../x",
  })
  void aCommitOutOfAFileIsNotTrusted(String user, String repository, String ref, String sha) {
    GitHub gitHub = gitHub(NO_TOKEN);
    GitHubCommit commit =
        new GitHubCommit(gitHub.host(), user, repository, Optional.empty(), ref, sha);

    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> gitHub.tarball(commit));

    assertThat(failed.failure().code()).isEqualTo("GITHUB_REFERENCE");
    assertThat(stub.asked()).isEmpty();
  }

  @Test
  void aCommitOfAnotherGitHubIsRefused() {
    GitHubCommit commit =
        new GitHubCommit("api.github.com", "user", "repo", Optional.empty(), "HEAD", COMMIT);

    StepFailed failed =
        catchThrowableOfType(StepFailed.class, () -> gitHub(NO_TOKEN).tarball(commit));

    assertThat(failed.failure().code()).isEqualTo("GITHUB_HOST");
  }

  private GitHub gitHub(Supplier<Optional<String>> token) {
    return stub.gitHub(token, cache);
  }

  private Description describe(String reference) throws Exception {
    GitHub gitHub = gitHub(NO_TOKEN);
    return gitHub.describe(gitHub.commit(GitHubReference.parse(reference)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Failure failure(String reference) {
    return catchThrowableOfType(StepFailed.class, () -> describe(reference)).failure();
  }
}
