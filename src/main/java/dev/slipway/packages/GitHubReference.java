package dev.slipway.packages;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An R package in a GitHub repository: {@code [pkg=][github::]user/repo[/subdir][@ref]}, the part
 * of pak's reference grammar that names a commit, a tag or a branch. The spec's schema has the same
 * grammar ({@code githubReference}), so that a reference is refused before the job begins.
 *
 * @param name the package's name, when the reference says it
 * @param subdirectory the package's folder in the repository, {@code r-package/sub}; empty means
 *     the top
 * @param ref a branch, a tag or a commit; empty means the default branch
 */
public record GitHubReference(
    Optional<String> name,
    String user,
    String repository,
    Optional<String> subdirectory,
    Optional<String> ref) {
  private static final Pattern WHOLE =
      Pattern.compile(
          "(?:(?<name>[^=/@#:]+)=)?(?:github::)?"
              + "(?<user>[^/@#:=]+)/(?<repo>[^/@#]+)(?:/(?<dir>[^@#]+))?(?:@(?<ref>.+))?");
  private static final int LONGEST_NAME = 128;
  private static final Pattern USER = Pattern.compile("[A-Za-z\\d][A-Za-z\\d-]{0,38}");
  private static final Pattern REPOSITORY = Pattern.compile("(?!\\.{1,2}$)[A-Za-z\\d._-]{1,100}");
  private static final String FOLDER = "[A-Za-z\\d_-][A-Za-z\\d._-]{0,99}";
  private static final Pattern DIRECTORY = Pattern.compile(FOLDER + "(?:/" + FOLDER + "){0,9}");

  /** What Git allows in a name: no {@code ..}, {@code //}, {@code /.}, nor a dot at the end. */
  private static final Pattern REF =
      Pattern.compile("(?!.{201})[A-Za-z\\d_](?:\\.?/?[A-Za-z\\d_+-])*");

  /**
   * @throws IllegalArgumentException when a part does not follow the grammar; the message says
   *     which
   */
  public GitHubReference {
    name.ifPresent(n -> require(isName(n), "the package's name", n));
    require(USER.matcher(user).matches(), "the user", user);
    require(REPOSITORY.matcher(repository).matches(), "the repository", repository);
    subdirectory.ifPresent(d -> require(DIRECTORY.matcher(d).matches(), "the folder", d));
    ref.ifPresent(r -> require(REF.matcher(r).matches(), "the branch, tag or commit", r));
  }

  /**
   * Reads a reference.
   *
   * @throws IllegalArgumentException when it is not one, or of a form that is not supported: a pull
   *     request ({@code #12}), the latest release ({@code @*release}), a URL
   */
  public static GitHubReference parse(String text) {
    require(!text.contains("://"), "write user/repo@ref; a URL", text);
    require(!text.contains("#"), "write user/repo@commit; a pull request", text);
    require(!text.contains("@*"), "write user/repo@tag; a moving release", text);
    Matcher whole = WHOLE.matcher(text);
    require(
        whole.matches(), "a GitHub reference has the form user/repo[/folder][@ref]; this", text);
    return new GitHubReference(
        Optional.ofNullable(whole.group("name")),
        whole.group("user"),
        whole.group("repo"),
        Optional.ofNullable(whole.group("dir")),
        Optional.ofNullable(whole.group("ref")));
  }

  /** {@code user/repo[/folder][@ref]}, as it would be written. */
  @Override
  public String toString() {
    return slug() + subdirectory.map(d -> "/" + d).orElse("") + ref.map(r -> "@" + r).orElse("");
  }

  /** {@code user/repo}. */
  public String slug() {
    return user + "/" + repository;
  }

  private static boolean isName(String text) {
    return RNames.isPackage(text) && text.length() <= LONGEST_NAME;
  }

  private static void require(boolean holds, String part, String text) {
    if (!holds) {
      throw new IllegalArgumentException(part + " is not valid: " + text);
    }
  }
}
