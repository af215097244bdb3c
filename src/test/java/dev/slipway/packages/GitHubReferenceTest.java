package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubReferenceTest {

  @Test
  void everyPartIsRead() {
    assertThat(GitHubReference.parse("pkg=github::user/repo.r/sub/dir@feature/x-1.0"))
        .isEqualTo(
            new GitHubReference(
                Optional.of("pkg"),
                "user",
                "repo.r",
                Optional.of("sub/dir"),
                Optional.of("feature/x-1.0")));
  }

  @Test
  void userAndRepositoryAreEnough() {
    assertThat(GitHubReference.parse("rstudio/httpuv"))
        .isEqualTo(
            new GitHubReference(
                Optional.empty(), "rstudio", "httpuv", Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rstudio/httpuv@v1.6.15", "r-lib/R6", "user/repo/sub/dir@0a1b"})
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
        "user/repo@",
        "user/repo#12",
        "user/repo@*release",
        "https://github.com/user/repo",
        "-user/repo",
        "user/..",
        "user/repo/../x",
        "user/repo/.git",
        "user/repo//x",
        "user/repo@../../x",
        "user/repo@-x",
        "user/repo@a b",
        "user/repo@a?x=1",
        "user/repo@a%2f",
        "user/repo@v1\nRUN id",
        "user/repo\n",
        "1x=user/repo",
        "gitlab::user/repo",
        "a\");system(\"id\")#/repo",
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> GitHubReference.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
