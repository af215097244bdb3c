package dev.slipway.packages.github;

import dev.slipway.spec.GitHubReference;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.RetryAfter;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;

/**
 * What an answer of GitHub's API means that is not a success; see GitHub's "Rate limits for the
 * REST API" for the headers.
 */
final class GitHubAnswer {
  private GitHubAnswer() {}

  /** The failure that the answer's status stands for. */
  static Failure failure(GitHubReference reference, HttpResponse<Void> answer, boolean withToken) {
    int status = answer.statusCode();
    if (isRateLimit(status, answer.headers())) {
      return rateLimit(reference, answer.headers(), withToken);
    }
    return switch (status) {
      case 401 ->
          new Failure(
              Kind.LOGIN,
              "GITHUB_LOGIN",
              "GitHub refuses the token that was sent for " + reference + ".",
              "Give SLIPWAY_GITHUB_TOKEN a token that is still valid.");
      // 409 is an empty repository, 422 a commit that is not there.
      case 404, 409, 422, 451 -> notFound(reference, withToken);
      default -> RetryAfter.kept(other(reference, status), answer.headers());
    };
  }

  private static Failure other(GitHubReference reference, int status) {
    boolean passing = status >= 500 || status == 408;
    return new Failure(
        passing ? Kind.PASSING : Kind.LASTING,
        passing ? "GITHUB_UNAVAILABLE" : "GITHUB_REFUSED",
        "GitHub answers " + status + " for " + reference + ".",
        passing ? "" : "Check the operator's slipway.github and what the token may read.");
  }

  private static Failure notFound(GitHubReference reference, boolean withToken) {
    return new Failure(
        Kind.LASTING,
        "GITHUB_NOT_FOUND",
        "GitHub has no " + reference + ": the repository or " + part(reference) + " is unknown.",
        (withToken
                ? "Check the spelling, and that the token may read the repository"
                : "Check the spelling; a private repository needs SLIPWAY_GITHUB_TOKEN")
            + (reference.ref().contains("/")
                ? "; a folder stands before the ref, as in user/repo/folder@main."
                : "."));
  }

  private static String part(GitHubReference reference) {
    if (reference.pullRequest().isPresent()) {
      return "the pull request";
    }
    return reference.isLatestRelease() ? "a release of it" : "the branch, tag or commit";
  }

  private static boolean isRateLimit(int status, HttpHeaders headers) {
    boolean spent = headers.firstValue("x-ratelimit-remaining").filter("0"::equals).isPresent();
    boolean later = headers.firstValue("retry-after").isPresent();
    return status == 429 || (status == 403 && (spent || later));
  }

  private static Failure rateLimit(
      GitHubReference reference, HttpHeaders headers, boolean withToken) {
    Optional<Instant> reset = reset(headers);
    String until = reset.map(time -> " until " + time).orElse("");
    Failure failure =
        new Failure(
            Kind.RATE_LIMIT,
            "GITHUB_RATE_LIMIT",
            "GitHub takes no more requests" + until + ", asked for " + reference + ".",
            withToken ? "" : "Without a token GitHub allows 60 an hour: set SLIPWAY_GITHUB_TOKEN.");
    return reset.map(RetryAfter::until).map(failure::withRetryAfter).orElse(failure);
  }

  private static Optional<Instant> reset(HttpHeaders headers) {
    return RetryAfter.time(headers)
        .or(() -> number(headers, "x-ratelimit-reset").map(Instant::ofEpochSecond))
        .map(time -> Instant.ofEpochSecond(time.getEpochSecond()));
  }

  private static Optional<Long> number(HttpHeaders headers, String name) {
    return headers.firstValue(name).filter(v -> v.matches("\\d{1,11}")).map(Long::valueOf);
  }
}
