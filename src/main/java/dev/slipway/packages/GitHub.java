package dev.slipway.packages;

import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * GitHub's REST API, as far as a package's source needs it.
 *
 * <p>A reference is first resolved to its commit, so that the same files are meant for ever, and
 * the files are fetched here and not in the image's build, so that no token gets near the image.
 */
public final class GitHub {
  static final long LARGEST_TARBALL = 100L << 20;
  private static final int LONGEST_COMMIT = 256;
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final String MEDIA_TYPE = "application/vnd.github";

  private final URI base;
  private final GitHubRequests requests;

  /**
   * @param base the API's URL, {@code https://api.github.com}
   * @param token the operator's token, asked for before each request; see {@link #environmentToken}
   */
  public GitHub(URI base, Supplier<Optional<String>> token) {
    this.base = URI.create(base.toString().replaceAll("/+$", ""));
    this.requests = new GitHubRequests(this.base, token);
  }

  /** The token of {@code SLIPWAY_GITHUB_TOKEN}, else of {@code GITHUB_PAT}. */
  public static Optional<String> environmentToken() {
    return Stream.of("SLIPWAY_GITHUB_TOKEN", "GITHUB_PAT")
        .map(System::getenv)
        .filter(value -> value != null && !value.isBlank())
        .map(String::strip)
        .findFirst();
  }

  /** The API's host, {@code api.github.com}, as R's {@code RemoteHost} field has it. */
  public String host() {
    return base.getRawAuthority();
  }

  /**
   * Resolves the reference and puts the repository's files at that commit into the folder, unless
   * they are there.
   *
   * @throws StepFailed GITHUB_NOT_FOUND, GITHUB_LOGIN, GITHUB_RATE_LIMIT, GITHUB_REFUSED,
   *     GITHUB_UNAVAILABLE, or GITHUB_NO_PACKAGE when there is no R package in that folder
   */
  public GitHubPackage fetch(GitHubReference reference, Path folder)
      throws StepFailed, InterruptedException {
    String commit = commit(reference);
    String name = reference.user() + "-" + reference.repository() + "-" + commit + ".tar.gz";
    try {
      Path tarball = folder.resolve(name);
      if (!Files.exists(tarball)) {
        download(reference, commit, tarball);
      }
      Optional<Description> description = SourceTarball.describe(tarball, reference.subdirectory());
      return new GitHubPackage(
          reference, commit, description.orElseThrow(() -> noPackage(reference)), name);
    } catch (IOException e) {
      throw unavailable(reference, e);
    }
  }

  /**
   * The full commit that the reference means now; a full commit is itself.
   *
   * @throws StepFailed as {@link #fetch} does
   */
  public String commit(GitHubReference reference) throws StepFailed, InterruptedException {
    String ref = reference.ref().orElse("HEAD");
    if (COMMIT.matcher(ref).matches()) {
      return ref;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      get(reference, "/commits/" + ref, ".sha", Duration.ofMinutes(1), body, LONGEST_COMMIT);
    } catch (IOException e) {
      throw unavailable(reference, e);
    }
    String commit = body.toString(StandardCharsets.US_ASCII).strip();
    if (!COMMIT.matcher(commit).matches()) {
      throw unavailable(reference, new IOException("the answer is not a commit"));
    }
    return commit;
  }

  private void download(GitHubReference reference, String commit, Path tarball)
      throws IOException, StepFailed, InterruptedException {
    Files.createDirectories(tarball.getParent());
    Path part = Files.createTempFile(tarball.getParent(), ".download", ".part");
    try {
      try (OutputStream file = Files.newOutputStream(part)) {
        String path = "/tarball/" + commit;
        get(reference, path, "+json", Duration.ofMinutes(10), file, LARGEST_TARBALL);
      }
      SourceTarball.describe(part, Optional.empty());
      Files.move(part, tarball, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void get(
      GitHubReference reference,
      String path,
      String mediaType,
      Duration limit,
      OutputStream body,
      long largest)
      throws IOException, StepFailed, InterruptedException {
    // The reference's grammar leaves no character that a URL would need escaped, save "+", which
    // stands for itself in a path.
    URI uri = URI.create(base + "/repos/" + reference.slug() + path);
    HttpResponse<Void> answer =
        requests.get(uri, MEDIA_TYPE + mediaType, limit, () -> new BoundedBody(body, largest));
    if (answer.statusCode() != 200) {
      throw GitHubAnswer.failure(reference, answer, requests.hasToken()).thrown();
    }
  }

  private static StepFailed noPackage(GitHubReference reference) {
    return new Failure(
            Kind.LASTING,
            "GITHUB_NO_PACKAGE",
            reference + " has no DESCRIPTION file of an R package.",
            "When the package is in a folder of the repository, write user/repo/folder@ref.")
        .thrown();
  }

  private static StepFailed unavailable(GitHubReference reference, IOException cause) {
    String message = "The files of " + reference + " cannot be had: " + reason(cause) + ".";
    Failure failure =
        cause instanceof BoundedBody.TooLarge
            ? new Failure(Kind.LASTING, "GITHUB_TOO_LARGE", message, "")
            : new Failure(Kind.PASSING, "GITHUB_UNAVAILABLE", message, "");
    return new StepFailed(failure, cause);
  }

  private static String reason(IOException cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
