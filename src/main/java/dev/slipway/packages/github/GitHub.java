package dev.slipway.packages.github;

import dev.slipway.packages.Dcf;
import dev.slipway.packages.Description;
import dev.slipway.packages.GitHubCommit;
import dev.slipway.spec.GitHubReference;
import dev.slipway.spec.document.Printable;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * GitHub's REST API, as far as a package's source needs it.
 *
 * <p>A reference is first resolved to its commit, so that the same files are meant for ever, and
 * the files are fetched here and not in the image's build, so that no token gets near the image.
 *
 * @see <a href="https://docs.github.com/en/rest">GitHub's documentation</a>
 */
public final class GitHub {
  static final long LARGEST_TARBALL = 100L << 20;
  private static final int LONGEST_REASON = 200;
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  private final URI base;
  private final GitHubApi api;
  private final TarballCache cache;

  /**
   * @param base the API's URL, {@code https://api.github.com}, or {@code
   *     https://github.example.org/api/v3} of a GitHub Enterprise Server
   * @param token the operator's token, asked for before each request; see {@link #environmentToken}
   * @param cache where fetched files are kept; only the owner may read it
   */
  public GitHub(URI base, Supplier<Optional<String>> token, Path cache) {
    this.base = URI.create(base.toString().replaceAll("/+$", ""));
    this.api = new GitHubApi(this.base, token);
    this.cache = new TarballCache(cache);
  }

  /** The token of {@code SLIPWAY_GITHUB_TOKEN}, else of {@code GITHUB_PAT}. */
  public static Optional<String> environmentToken() {
    return Stream.of("SLIPWAY_GITHUB_TOKEN", "GITHUB_PAT")
        .map(System::getenv)
        .filter(value -> value != null && !value.isBlank())
        .map(String::strip)
        .findFirst();
  }

  /** The API's host and path, {@code api.github.com}, as R's {@code RemoteHost} field has it. */
  public String host() {
    return base.getRawAuthority() + base.getRawPath();
  }

  /** The host that the URLs of its repositories have, {@code github.com}. */
  String webHost() {
    return base.getRawAuthority().toLowerCase(Locale.ROOT).replaceFirst("^api\\.", "");
  }

  /**
   * The commit that the reference means now; a full commit is itself, and not asked for.
   *
   * @throws StepFailed GITHUB_NOT_FOUND, GITHUB_LOGIN, GITHUB_RATE_LIMIT, GITHUB_REFUSED or
   *     GITHUB_UNAVAILABLE by GitHub's answer; HOST_UNKNOWN or ADDRESS_REFUSED when it cannot be
   *     asked; GITHUB_HOST when it is the URL of another host
   */
  public GitHubCommit commit(GitHubReference reference) throws StepFailed, InterruptedException {
    requireHost(reference);
    try {
      String sha = sha(reference);
      if (!COMMIT.matcher(sha).matches()) {
        throw new IOException("the answer is not a commit");
      }
      return new GitHubCommit(
          host(),
          reference.user(),
          reference.repository(),
          reference.subdirectory(),
          reference.ref(),
          sha);
    } catch (IOException e) {
      throw unavailable(reference, e);
    }
  }

  private String sha(GitHubReference reference)
      throws IOException, StepFailed, InterruptedException {
    if (COMMIT.matcher(reference.ref()).matches()) {
      return reference.ref();
    }
    if (reference.pullRequest().isPresent()) {
      String path = "/pulls/" + reference.pullRequest().get();
      return api.json(reference, path).at("/head/sha").asText();
    }
    if (reference.isLatestRelease()) {
      String tag = api.json(reference, "/releases/latest").at("/tag_name").asText();
      return api.commit(reference, encoded("tags/" + tag));
    }
    // The reference's grammar leaves no character that a URL would need escaped.
    return api.commit(reference, reference.ref());
  }

  /**
   * What the DESCRIPTION of the package says at that commit.
   *
   * @throws StepFailed what {@link #tarball} throws; GITHUB_NO_PACKAGE when there is no R package
   */
  public Description describe(GitHubCommit commit) throws StepFailed, InterruptedException {
    GitHubReference reference = reference(commit);
    Path tarball = tarball(commit);
    Optional<String> text;
    try {
      text = SourceTarball.description(tarball, commit.subdirectory());
    } catch (IOException e) {
      discard(tarball);
      throw unavailable(reference, e);
    }
    if (text.isEmpty()) {
      throw noPackage(reference, "it has no DESCRIPTION file there");
    }
    try {
      return Description.of(Dcf.readFirst(text.get()));
    } catch (IllegalArgumentException e) {
      String reason = Printable.text(e.getMessage(), LONGEST_REASON);
      throw noPackage(reference, "its DESCRIPTION cannot be read: " + reason);
    }
  }

  /**
   * The repository's files at that commit, a gzipped tar with one folder at the top: out of the
   * cache, else fetched. The file is the cache's, to be copied soon and left alone.
   *
   * @throws StepFailed as {@link #commit} does; GITHUB_REFERENCE when the commit is no valid one,
   *     GITHUB_TOO_LARGE, GITHUB_BROKEN_ARCHIVE when unpacking it would lead out of it
   */
  public Path tarball(GitHubCommit commit) throws StepFailed, InterruptedException {
    GitHubReference reference = reference(commit);
    Path cached = cache.file(commit);
    try {
      return Files.exists(cached) ? cached : download(reference, commit);
    } catch (IOException e) {
      throw unavailable(reference, e);
    }
  }

  private Path download(GitHubReference reference, GitHubCommit commit)
      throws IOException, StepFailed, InterruptedException {
    Path part = cache.newPart();
    try {
      try (OutputStream file = Files.newOutputStream(part)) {
        api.tarball(reference, commit.sha(), file, LARGEST_TARBALL);
      }
      SourceTarball.description(part, Optional.empty());
      return cache.keep(part, commit);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** A commit may come out of a file, and its parts go into a path and a URL. */
  private GitHubReference reference(GitHubCommit commit) throws StepFailed {
    GitHubReference reference;
    try {
      reference =
          new GitHubReference(
              Optional.empty(),
              Optional.empty(),
              commit.user(),
              commit.repository(),
              commit.subdirectory(),
              commit.ref());
    } catch (IllegalArgumentException e) {
      throw lasting("GITHUB_REFERENCE", "A GitHub package is not valid: " + e.getMessage(), "");
    }
    if (!COMMIT.matcher(commit.sha()).matches()) {
      throw lasting("GITHUB_REFERENCE", "The commit of " + reference + " is not valid.", "");
    }
    if (!commit.host().equals(host())) {
      throw otherHost(reference, Printable.text(commit.host(), LONGEST_REASON));
    }
    return reference;
  }

  private void requireHost(GitHubReference reference) throws StepFailed {
    if (reference.host().filter(h -> !h.equals(webHost())).isPresent()) {
      throw otherHost(reference, reference.host().get());
    }
  }

  private StepFailed otherHost(GitHubReference reference, String host) {
    return lasting(
        "GITHUB_HOST",
        reference + " is on " + host + ", and packages are taken from " + webHost() + ".",
        "Write "
            + reference.slug()
            + " for the one there; another GitHub is the operator's to name, with slipway.github.");
  }

  /** A release's tag may have characters that a reference may not. */
  private static String encoded(String ref) throws IOException {
    try {
      return new URI(null, null, "/" + ref, null).toASCIIString().substring(1);
    } catch (URISyntaxException e) {
      throw new IOException("the tag of the latest release is none", e);
    }
  }

  /** What is in the cache and cannot be read is in the way of the next attempt. */
  private static void discard(Path tarball) throws StepFailed {
    try {
      Files.deleteIfExists(tarball);
    } catch (IOException e) {
      String message = "The cache's " + tarball + " cannot be read.";
      throw new StepFailed(new Failure(Kind.OPERATOR, "CACHE_UNUSABLE", message, "Delete it."), e);
    }
  }

  private static StepFailed noPackage(GitHubReference reference, String reason) {
    return lasting(
        "GITHUB_NO_PACKAGE",
        reference + " is no R package: " + reason + ".",
        "When the package is in a folder of the repository, write user/repo/folder@ref.");
  }

  private static StepFailed unavailable(GitHubReference reference, IOException cause) {
    String message = "The files of " + reference + " cannot be had: " + reason(cause) + ".";
    Failure failure;
    if (cause instanceof BoundedBody.TooLarge) {
      failure = new Failure(Kind.LASTING, "GITHUB_TOO_LARGE", message, "");
    } else if (cause instanceof SourceTarball.Unsafe) {
      failure = new Failure(Kind.LASTING, "GITHUB_BROKEN_ARCHIVE", message, "");
    } else if (cause instanceof UnknownHostException) {
      String hint = "Check the host's name in the operator's slipway.github.";
      failure = new Failure(Kind.UNCLASSIFIED, "HOST_UNKNOWN", message, hint);
    } else {
      failure = new Failure(Kind.PASSING, "GITHUB_UNAVAILABLE", message, "");
    }
    return new StepFailed(failure, cause);
  }

  private static String reason(IOException cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static StepFailed lasting(String code, String message, String hint) {
    return new Failure(Kind.LASTING, code, message, hint).thrown();
  }
}
