package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.spec.SpecInvalid;
import dev.slipway.spec.SpecReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubReferenceTest {
  @TempDir Path folder;

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

  /** Else a check says that a spec is valid, and its job fails. */
  @ParameterizedTest
  @MethodSource("samples")
  void theSpecsSchemaAgrees(String text) throws Exception {
    assertThat(isValidInASpec(text)).as(text).isEqualTo(isReference(text));
  }

  static Stream<String> samples() {
    Stream<String> whole =
        Stream.of(
            "user/repo",
            "user/.github",
            "user/repo/.github",
            "user/repo/a.b/_c/-d",
            "user/repo/a/..",
            "user/repo/" + "a/".repeat(9) + "a",
            "user/repo/" + "a/".repeat(10) + "a",
            "user/repo/" + "a".repeat(101),
            "user/" + "r".repeat(101),
            "u".repeat(40) + "/repo",
            "pkg=user/repo",
            "github::user/repo",
            "pkg=github::user/repo/sub@main",
            "p=user/repo",
            "p".repeat(129) + "=user/repo",
            "pkg.=user/repo",
            "gitlab::user/repo",
            "user/repo/",
            "user");
    Stream<String> refs =
        Stream.of(
                "v1.6.15",
                "v1..2",
                "v1.",
                "1/.x",
                "1./x",
                "1//x",
                "a/b/c",
                "a/",
                "/a",
                "_x",
                "-x",
                ".x",
                "+x",
                "a+b-c_d",
                "a@b",
                "a b",
                "a#b",
                "*release",
                "",
                "x".repeat(200),
                "x".repeat(201))
            .map(ref -> "user/repo@" + ref);
    return Stream.concat(whole, refs);
  }

  private static boolean isReference(String text) {
    try {
      GitHubReference.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean isValidInASpec(String text) throws Exception {
    Path spec = folder.resolve("spec.yaml");
    Files.writeString(
        spec,
        "name: demo\nimage: demo/x:1\nr: \"4.2.2\"\npackages: {github: [\"%s\"]}\n"
            .formatted(text));
    try {
      SpecReader.read(spec, Set.of("standard"));
      return true;
    } catch (SpecInvalid e) {
      return false;
    }
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
