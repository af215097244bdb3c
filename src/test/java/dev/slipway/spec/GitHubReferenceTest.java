package dev.slipway.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubReferenceTest {
  @Test
  void everyPartIsRead() {
    assertThat(GitHubReference.parse("pkg=github::user/repo.r/sub/dir@feature/x-1.0"))
        .isEqualTo(
            new GitHubReference(
                Optional.of("pkg"),
                Optional.empty(),
                "user",
                "repo.r",
                Optional.of("sub/dir"),
                "feature/x-1.0"));
  }

  @Test
  void userAndRepositoryAreEnough() {
    assertThat(GitHubReference.parse("rstudio/httpuv"))
        .isEqualTo(
            new GitHubReference(
                Optional.empty(), Optional.empty(), "rstudio", "httpuv", Optional.empty(), "HEAD"));
  }

  @Test
  void aPullRequestHasItsNumber() {
    GitHubReference reference = GitHubReference.parse("user/repo/sub#12");

    assertThat(reference.pullRequest()).contains("12");
    assertThat(reference.subdirectory()).contains("sub");
    assertThat(reference.isLatestRelease()).isFalse();
  }

  @Test
  void theLatestReleaseIsNoTag() {
    GitHubReference reference = GitHubReference.parse("user/repo@*release");

    assertThat(reference.isLatestRelease()).isTrue();
    assertThat(reference.pullRequest()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://github.com/user/repo, HEAD",
    "https://github.com/user/repo/, HEAD",
    "http://github.com/user/repo, HEAD",
    "https://www.github.com/user/repo, HEAD",
    "https://GitHub.com/user/repo.git, HEAD",
    "git@github.com:user/repo.git, HEAD",
    "ssh://git@github.com/user/repo.git, HEAD",
    "github::https://github.com/user/repo, HEAD",
    "https://github.com/user/repo/tree/main, main",
    "https://github.com/user/repo/tree/feature/x/, feature/x",
    "https://github.com/user/repo/commit/0123abc, 0123abc",
    "https://github.com/user/repo/pull/12, #12",
    "https://github.com/user/repo/releases/tag/v1.0, v1.0",
    "https://github.com/user/repo/releases/latest, *release",
  })
  void aUrlIsReadAsPakReadsIt(String url, String ref) {
    assertThat(GitHubReference.parse(url))
        .isEqualTo(
            new GitHubReference(
                Optional.empty(),
                Optional.of("github.com"),
                "user",
                "repo",
                Optional.empty(),
                ref));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://github.example.org:8443/user/repo", "git@github.example.org:user/repo"})
  void aUrlNamesItsHost(String url) {
    assertThat(GitHubReference.parse(url).host().orElseThrow()).startsWith("github.example.org");
    assertThat(GitHubReference.parse(url).slug()).isEqualTo("user/repo");
  }

  @ParameterizedTest
  @CsvSource({
    "user/repo, repo",
    "user/repo.git, repo",
    "user/repo/a/sub@v1, sub",
    "pkg=user/repo/sub#1, pkg",
    "https://github.com/user/repo/tree/main, repo",
  })
  void thePackagesNameIsGuessed(String text, String name) {
    assertThat(GitHubReference.parse(text).likelyName()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rstudio/httpuv@v1.6.15",
        "r-lib/R6",
        "user/repo/sub/dir@0a1b",
        "user/repo#12",
        "user/repo@*release",
        "user/.github",
        "user/repo@a/b/c",
        "user/repo@a+b-c_d",
      })
  void aReferenceIsWrittenAsItIsRead(String text) {
    assertThat(GitHubReference.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "repo",
        "user/",
        "/repo",
        "user/repo/",
        "user/repo@",
        "user/repo#",
        "user/repo#0",
        "user/repo#x",
        "user/repo#1234567890",
        "user/repo#12@main",
        "user/repo@main#12",
        "user/repo@*latest",
        "-user/repo",
        "user/..",
        "user/repo/../x",
        "user/repo/.git",
        "user/repo//x",
        "user/repo@../../x",
        "user/repo@v1..2",
        "user/repo@v1.",
        "user/repo@1/.x",
        "user/repo@-x",
        "user/repo@a b",
        "user/repo@a@b",
        "user/repo@a?x=1",
        "user/repo@a%2f",
        "user/repo@v1\nRUN id",
        "user/repo\n",
        "1x=user/repo",
        "=user/repo",
        "pkg.=user/repo",
        "gitlab::user/repo",
        "a\");system(\"id\")#/repo",
        "https://github.com/user",
        "https://github.com/user/repo/issues/1",
        "https://github.com/user/repo/pull/x",
        "https://github.com/user/repo#readme",
        "https://github.com/user/repo?tab=x",
        "https://github.com/user/../repo",
        "https://github.com/user/repo/tree/../x",
        "https://github.com:80:80/user/repo",
        "ftp://github.com/user/repo",
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> GitHubReference.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsTooLongIsRefused() {
    for (String text :
        new String[] {
          "user/repo/" + "a/".repeat(10) + "a",
          "user/repo/" + "a".repeat(101),
          "user/" + "r".repeat(101),
          "u".repeat(40) + "/repo",
          "p".repeat(129) + "=user/repo",
          "user/repo@" + "x".repeat(201),
          "user/repo@" + "x".repeat(100_000),
        }) {
      assertThatThrownBy(() -> GitHubReference.parse(text)).as(text).message().hasSizeLessThan(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://me:s3cret@github.com/user/repo", "https://s3cret@github.com/user/repo"})
  void aPasswordInAUrlIsRefusedAndNotRepeated(String text) {
    assertThatThrownBy(() -> GitHubReference.parse(text))
        .hasMessageContaining("password")
        .hasMessageNotContaining("s3cret");
  }
}
