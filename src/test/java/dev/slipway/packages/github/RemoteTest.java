package dev.slipway.packages.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.github.Remote.Elsewhere;
import dev.slipway.packages.github.Remote.InRepository;
import dev.slipway.packages.github.Remote.OnGitHub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteTest {
  @ParameterizedTest
  @CsvSource({
    "user/repo, user/repo",
    "github::user/repo/sub@v1, user/repo/sub@v1",
    "pkg=github::user/repo, user/repo",
    "user/repo#12, user/repo#12",
    "user/repo@*release, user/repo@*release",
    "https://github.com/user/repo/tree/main, user/repo@main",
    "git::https://github.com/user/repo.git, user/repo",
    "git::https://github.com/user/repo@feature/x, user/repo@feature/x",
    "git::git@github.com:user/repo.git@v1, user/repo@v1",
    "git::ssh://git@github.com/user/repo, user/repo",
  })
  void whatIsOnGitHubIsAReference(String entry, String reference) {
    assertThat(remote(entry))
        .isInstanceOfSatisfying(
            OnGitHub.class, gitHub -> assertThat(gitHub.reference()).hasToString(reference));
  }

  @Test
  void thePackagesNameIsKept() {
    assertThat(remote("pkg=git::https://github.com/user/repo@v1"))
        .isInstanceOfSatisfying(
            OnGitHub.class, gitHub -> assertThat(gitHub.reference().name()).contains("pkg"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cran::pkg", "bioc::pkg", "bioc::3.16/pkg", "pkg=any::pkg", "CRAN::pkg"})
  void whatARepositoryHasNeedsNothing(String entry) {
    assertThat(remote(entry)).isInstanceOf(InRepository.class);
  }

  @ParameterizedTest
  @CsvSource({
    "gitlab::group/repo, repo",
    "gitlab::group/sub/repo@v1, repo",
    "gitlab::group/repo/-/folder@v1, repo",
    "pkg=gitlab::group/repo, pkg",
    "bitbucket::user/repo#12, repo",
    "git::https://git.example.org/user/repo.git@v1, repo",
    "https://gitlab.com/user/repo, repo",
    "https://other.example/user/repo.git, repo",
    "url::https://example.org/src/pkg_1.0.tar.gz, pkg",
    "url::https://github.com/user/repo/archive/main.zip, repo",
    "svn::https://example.org/pkg/, pkg",
    "local::../pkg, pkg",
    "-user/repo, repo",
    "repo, repo",
  })
  void whatIsElsewhereHasALikelyName(String entry, String name) {
    assertThat(remote(entry)).isEqualTo(new Elsewhere(entry, name));
  }

  @Test
  void aPasswordInAnEntryIsLeftOut() {
    assertThat(remote("git::https://me:s3cret@git.example.org/user/repo"))
        .isEqualTo(new Elsewhere("git::https://git.example.org/user/repo", "repo"));
  }

  private static Remote remote(String entry) {
    return Remote.parse(entry, "github.com");
  }
}
