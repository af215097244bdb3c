package dev.slipway.packages.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.settings.Allowed;
import dev.slipway.spec.GitHubReference;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks the sandbox's GitHub, whose API has a path as that of GitHub Enterprise has. */
class GitHubIT {
  private static final URI API = URI.create("http://127.0.0.1:5080/github");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "slipway/hello, 0.2.0.9000",
    "slipway/hello@v0.1.0, 0.1.0",
    "slipway/hello@*release, 0.2.0",
    "slipway/hello#1, 0.2.0.9001",
    "http://127.0.0.1:5080/slipway/hello/tree/pull-1, 0.2.0.9001",
    "http://127.0.0.1:5080/slipway/hello/releases/tag/v0.2.0, 0.2.0",
  })
  void everyFormLeadsToItsCommit(String reference, String version) throws Exception {
    assertThat(resolve(reference).get(0).description().version()).isEqualTo(version);
  }

  @Test
  void aShortCommitIsMadeWhole() throws Exception {
    String sha = resolve("slipway/hello@v0.2.0").get(0).commit().sha();

    assertThat(resolve("slipway/hello@" + sha.substring(0, 7)).get(0).commit().sha())
        .isEqualTo(sha);
  }

  @Test
  void remotesAreFollowed() throws Exception {
    List<GitHubPackage> all = resolve("slipway/greeter");

    assertThat(all)
        .extracting(one -> one.description().name())
        .containsExactly("greeter", "hellor");
    assertThat(all).extracting(GitHubPackage::requested).containsExactly(true, false);
  }

  @ParameterizedTest
  @CsvSource({
    "slipway/nopackage, LASTING, GITHUB_NO_PACKAGE",
    "slipway/private, LASTING, GITHUB_NOT_FOUND",
    "slipway/limited, RATE_LIMIT, GITHUB_RATE_LIMIT",
    "slipway/greeter@*release, LASTING, GITHUB_NOT_FOUND",
    "https://github.com/slipway/hello, LASTING, GITHUB_HOST",
  })
  void whatCannotBeHadSaysWhy(String reference, Kind kind, String code) {
    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> resolve(reference));

    assertThat(failed.failure().code()).isEqualTo(code);
    assertThat(failed.failure().kind()).isEqualTo(kind);
  }

  @Test
  void aPrivateRepositoryNeedsTheToken() throws Exception {
    String state = System.getenv().getOrDefault("SLIPWAY_SANDBOX", "/var/lib/slipway/sandbox");
    String token = Files.readString(Path.of(state, "github-token")).strip();

    assertThat(resolve("slipway/private", Optional.of(token)))
        .extracting(one -> one.description().name())
        .containsExactly("slipwayprivate");
  }

  private List<GitHubPackage> resolve(String reference) throws Exception {
    return resolve(reference, Optional.empty());
  }

  private List<GitHubPackage> resolve(String reference, Optional<String> token) throws Exception {
    GitHub gitHub = new GitHub(API, () -> token, folder.resolve("github"));
    return new GitHubPackages(gitHub, Allowed.EVERYTHING)
        .resolve(List.of(GitHubReference.parse(reference)), List.of(), Set.of());
  }
}
