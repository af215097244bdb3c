package dev.slipway.packages.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.spec.GitHubReference;
import dev.slipway.step.StepFailed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What GitHub's REST API answers about a repository; an error status becomes a failure here. */
final class GitHubApi {
  private static final int LARGEST_ANSWER = 2 << 20;
  private static final Duration QUICK = Duration.ofMinutes(1);
  private static final Duration SLOW = Duration.ofMinutes(10);
  private static final String MEDIA_TYPE = "application/vnd.github";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final GitHubRequests requests;

  GitHubApi(URI base, Supplier<Optional<String>> token) {
    this.base = base;
    this.requests = new GitHubRequests(token);
  }

  /** The commit that a branch, a tag or part of a commit's id means, as it is answered. */
  String commit(GitHubReference repository, String encodedRef)
      throws IOException, StepFailed, InterruptedException {
    return text(repository, "/commits/" + encodedRef, ".sha").strip();
  }

  /** A JSON object below the repository's URL. */
  JsonNode json(GitHubReference repository, String path)
      throws IOException, StepFailed, InterruptedException {
    try {
      return JSON.readTree(text(repository, path, "+json"));
    } catch (JsonProcessingException e) {
      throw new IOException("the answer is not JSON", e);
    }
  }

  /** Writes the repository's files at that commit, a gzipped tar. */
  void tarball(GitHubReference repository, String sha, OutputStream target, long largest)
      throws IOException, StepFailed, InterruptedException {
    get(repository, "/tarball/" + sha, "+json", SLOW, target, largest);
  }

  private String text(GitHubReference repository, String path, String mediaType)
      throws IOException, StepFailed, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    get(repository, path, mediaType, QUICK, body, LARGEST_ANSWER);
    return body.toString(StandardCharsets.UTF_8);
  }

  private void get(
      GitHubReference repository,
      String path,
      String mediaType,
      Duration limit,
      OutputStream body,
      long largest)
      throws IOException, StepFailed, InterruptedException {
    URI uri = URI.create(base + "/repos/" + repository.slug() + path);
    HttpResponse<Void> answer =
        requests.get(uri, MEDIA_TYPE + mediaType, limit, () -> new BoundedBody(body, largest));
    if (answer.statusCode() != 200) {
      throw GitHubAnswer.failure(repository, answer, requests.hasToken()).thrown();
    }
  }
}
