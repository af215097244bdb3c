package dev.slipway.packages.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.packages.Dependency;
import dev.slipway.packages.Description;
import dev.slipway.settings.Allowed;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.spec.GitHubReference;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubPackagesTest {
  @TempDir Path folder;
  private final GitHubStub stub = new GitHubStub();
  private int commits;

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void remotesAreFollowedAsFarAsTheyLead() throws Exception {
    has("user/a@HEAD", "aa", "Imports: bee\nRemotes: user/b@v1");
    has("user/b@v1", "bee", "Depends: R (>= 4.0), cee (>= 0.1)\nRemotes: github::user/c");
    has("user/c@HEAD", "cee", "");

    assertThat(names(resolve("user/a"))).containsExactly("aa", "bee", "cee");
    assertThat(resolve("user/a"))
        .extracting(GitHubPackage::requested)
        .containsExactly(true, false, false);
    assertThat(resolve("user/a").get(1).commit().ref()).isEqualTo("v1");
  }

  @Test
  void theRemotesOfALocalPackageCountToo() throws Exception {
    has("user/b@HEAD", "bee", "");
    Description local =
        new Description(
            "mine", "0.1", Dependency.parseAll("bee"), List.of("user/b"), Optional.empty());

    assertThat(names(packages().resolve(List.of(), List.of(local), Set.of("mine"))))
        .containsExactly("bee");
  }

  @Test
  void whatRemotesLeadToMustBeAllowedToo() throws Exception {
    has("user/a@HEAD", "aa", "Imports: bee\nRemotes: other/bee");
    has("other/bee@HEAD", "bee", "");
    String host = stub.gitHub(Optional::empty, folder).webHost();
    Map<Key, String> values =
        Map.of(Key.GITHUB, "http://" + host, Key.ALLOW_REPOSITORIES, host + "/user");
    GitHubPackages some = packages(new Settings(folder, values).allowed());

    Failure failure =
        catchThrowableOfType(
                StepFailed.class,
                () -> some.resolve(List.of(GitHubReference.parse("user/a")), List.of(), Set.of()))
            .failure();

    assertThat(failure.code()).isEqualTo("NOT_ALLOWED");
    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.message()).contains("other/bee", "did not allow", "user/a → other/bee");
    assertThat(stub.asked()).noneMatch(asked -> asked.path().contains("other"));
  }

  @Test
  void aRemoteOfAPackageThatIsNotNeededIsLeftOut() throws Exception {
    has("user/a@HEAD", "aa", "Imports: bee\nRemotes: user/b, user/suggested, pkg=user/unseen");
    has("user/b@HEAD", "bee", "");
    has("user/suggested@HEAD", "suggested", "");

    assertThat(names(resolve("user/a"))).containsExactly("aa", "bee");
    assertThat(stub.asked()).noneMatch(asked -> asked.path().contains("unseen"));
  }

  @Test
  void aRemoteThatIsGoneAndNotNeededIsLeftOut() throws Exception {
    has("user/a@HEAD", "aa", "Imports: bee\nRemotes: user/gone");

    assertThat(names(resolve("user/a"))).containsExactly("aa");
  }

  @Test
  void aRemoteThatIsGoneAndNeededIsNamedWithItsPath() throws Exception {
    has("user/a@HEAD", "aa", "Imports: gone\nRemotes: user/gone@v1");

    Failure failure = failure("user/a");

    assertThat(failure.code()).isEqualTo("GITHUB_NOT_FOUND");
    assertThat(failure.message()).contains("user/a → user/gone@v1");
  }

  @Test
  void whatTheSpecSaysOfASourceWins() throws Exception {
    has("user/a@HEAD", "aa", "Imports: bee, cee\nRemotes: user/bee@old, gitlab::group/cee");
    has("user/bee@new", "bee", "");

    assertThat(
            names(
                packages().resolve(references("user/a", "user/bee@new"), List.of(), Set.of("cee"))))
        .containsExactly("aa", "bee");
    assertThat(stub.asked()).noneMatch(asked -> asked.path().contains("old"));
  }

  @Test
  void theSpecWinsUnderTheNameThatOnlyTheDescriptionKnows() throws Exception {
    has("user/a@HEAD", "aa", "Imports: bee\nRemotes: user/other");
    has("user/other@HEAD", "bee", "");

    assertThat(names(packages().resolve(references("user/a"), List.of(), Set.of("bee"))))
        .containsExactly("aa");
  }

  @Test
  void aCycleOfRemotesEnds() throws Exception {
    has("user/a@HEAD", "aa", "Imports: bb\nRemotes: user/b");
    has("user/b@HEAD", "bb", "Imports: cc, aa\nRemotes: user/c, user/a");
    has("user/c@HEAD", "cc", "Imports: bb\nRemotes: user/b");

    assertThat(names(resolve("user/a"))).containsExactly("aa", "bb", "cc");
  }

  @Test
  void onePackageAtTwoCommitsIsAConflictThatNamesBothPaths() throws Exception {
    has("user/a@HEAD", "aa", "Imports: cc\nRemotes: user/c@v1");
    has("user/b@HEAD", "bb", "Imports: cc\nRemotes: user/c@v2");
    has("user/c@v1", "cc", "");
    has("user/c@v2", "cc", "");

    Failure failure = failure("user/a", "user/b");

    assertThat(failure.code()).isEqualTo("PACKAGE_CONFLICT");
    assertThat(failure.message()).contains("user/a → user/c@v1", "user/b → user/c@v2");
    assertThat(failure.hint()).contains("packages.github");
  }

  @Test
  void twoNamesOfOneCommitAreNoConflict() throws Exception {
    String sha = "c".repeat(40);
    has("user/a@HEAD", "aa", "Imports: cc\nRemotes: user/c@v1");
    has("user/b@HEAD", "bb", "Imports: cc\nRemotes: user/c@main");
    stub.withCommit("user/c", "v1", sha, "Package: cc\nVersion: 1.0\n");
    stub.answer("/repos/user/c/commits/main", 200, Map.of(), sha.getBytes(StandardCharsets.UTF_8));

    assertThat(names(resolve("user/a", "user/b"))).containsExactly("aa", "bb", "cc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gitlab::group/bee",
        "bee=url::https://example.org/x.zip",
        "git::https://git.example.org/x/bee.git",
        "local::../bee",
        "svn::https://example.org/bee",
        "bitbucket::user/bee@v1",
      })
  void aNeededRemoteThatIsNotFollowedIsNamed(String entry) {
    has("user/a@HEAD", "aa", "Imports: bee\nRemotes: " + entry);

    Failure failure = failure("user/a");

    assertThat(failure.code()).isEqualTo("REMOTE_UNSUPPORTED");
    assertThat(failure.message()).contains("user/a", "bee", entry);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gitlab::group/other", "cran::bee", "bioc::3.16/bee", "local::../other"})
  void aRemoteThatNeedsNothingIsPassedOver(String entry) throws Exception {
    has("user/a@HEAD", "aa", "Imports: bee\nRemotes: " + entry);

    assertThat(names(resolve("user/a"))).containsExactly("aa");
  }

  @ParameterizedTest
  @CsvSource({"other=user/a, HEAD", "'', x"})
  void theNameThatTheReferenceSaysMustBeThePackages(String root, String ref) {
    has("user/a@HEAD", "aa", "");
    has("user/b@x", "bb", "Imports: other\nRemotes: other=user/a");

    Failure failure = failure(root.isEmpty() ? "user/b@" + ref : root);

    assertThat(failure.code()).isEqualTo("GITHUB_PACKAGE_NAME");
  }

  @Test
  void aPackageThatTheSpecNamesTwiceIsRefused() {
    has("user/a@HEAD", "same", "");
    has("user/b@HEAD", "same", "");

    assertThat(failure("user/a", "user/b").code()).isEqualTo("PACKAGE_TWICE");
  }

  @Test
  void remotesWithoutEndAreGivenUp() {
    for (int i = 0; i <= 201; i++) {
      has(
          "user/p" + i + "@HEAD",
          "p" + i,
          "Imports: p%d\nRemotes: user/p%d".formatted(i + 1, i + 1));
    }

    assertThat(failure("user/p0").code()).isEqualTo("REMOTES_TOO_MANY");
  }

  @Test
  void theFirstReferenceThatFailsIsReported() {
    stub.answer("/repos/user/a/", 404, Map.of(), new byte[0]);
    stub.answer("/repos/user/b/", 429, Map.of(), new byte[0]);

    assertThat(failure("user/b", "user/a").kind()).isEqualTo(Kind.RATE_LIMIT);
    assertThat(failure("user/a", "user/b").code()).isEqualTo("GITHUB_NOT_FOUND");
  }

  @Test
  void severalReferencesAreAskedForAtOnce() throws Exception {
    CountDownLatch eight = new CountDownLatch(8);
    List<String> slugs = IntStream.range(0, 8).mapToObj(i -> "user/p" + i).toList();
    for (String slug : slugs) {
      String sha = "%040x".formatted(++commits);
      stub.withCommit(
          slug, "unused", sha, "Package: %s\nVersion: 1.0\n".formatted(slug.substring(5)));
      stub.commitOnceAllAsk("/repos/" + slug + "/commits/HEAD", eight, sha);
    }

    assertThat(names(resolve(slugs.toArray(String[]::new))))
        .containsExactly("p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7");
  }

  /** A repository where that ref is a commit of its own. */
  private void has(String slugAndRef, String name, String fields) {
    String[] parts = slugAndRef.split("@");
    String sha = "%040x".formatted(++commits);
    stub.withCommit(
        parts[0], parts[1], sha, "Package: %s\nVersion: 1.0\n%s\n".formatted(name, fields));
  }

  private GitHubPackages packages() {
    return packages(Allowed.EVERYTHING);
  }

  private GitHubPackages packages(Allowed allowed) {
    return new GitHubPackages(stub.gitHub(Optional::empty, folder.resolve("github")), allowed);
  }

  private List<GitHubPackage> resolve(String... references) throws Exception {
    return packages().resolve(references(references), List.of(), Set.of());
  }

  private Failure failure(String... references) {
    return catchThrowableOfType(StepFailed.class, () -> resolve(references)).failure();
  }

  private static List<GitHubReference> references(String... texts) {
    return Arrays.stream(texts).map(GitHubReference::parse).toList();
  }

  private static List<String> names(List<GitHubPackage> packages) {
    return packages.stream().map(one -> one.description().name()).toList();
  }
}
