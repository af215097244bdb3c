package dev.slipway.spec;

import dev.slipway.spec.document.Printable;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An R package in a GitHub repository, in pak's reference grammar: {@code
 * [pkg=][github::]user/repo[/subdir][@ref | #pull | @*release]}, or the URL of the repository, of a
 * branch ({@code /tree/}), a commit, a pull request or a release.
 *
 * @param name the package's name, when the reference says it
 * @param host the web host that a URL names, {@code github.com}; empty when the reference is no URL
 * @param subdirectory the package's folder in the repository, {@code r-package/sub}; empty means
 *     the top
 * @param ref a branch, a tag or a commit; {@code #12}, the head of that pull request; {@code
 *     *release}, the latest release; {@code HEAD}, the default branch
 * @see <a href="https://pak.r-lib.org/reference/pak_package_sources.html">pak's package sources</a>
 */
public record GitHubReference(
    Optional<String> name,
    Optional<String> host,
    String user,
    String repository,
    Optional<String> subdirectory,
    String ref) {
  /** The ref of a reference that has none. */
  public static final String DEFAULT_BRANCH = "HEAD";

  /** What to write, for whoever wrote something else. */
  public static final String FORMS =
      "write [package=]user/repository[/folder], then @branch, @tag, @commit, @*release or"
          + " #pull-request, or the repository's URL";

  private static final String LATEST_RELEASE = "*release";
  private static final int LONGEST = 1000;

  private static final Pattern PREFIX =
      Pattern.compile("(?:(?<name>[^=/@#:]*)=)?(?:github::)?(?<rest>.*)");
  private static final Pattern SHORT =
      Pattern.compile(
          "(?<user>[^/@#:=]+)/(?<repo>[^/@#]+)(?:/(?<dir>[^@#]+))?(?:@(?<ref>.+)|(?<pull>#.+))?");

  /** The whole rest of a {@code /tree/} is the branch, as pak has it: a branch may have slashes. */
  private static final Pattern URL =
      Pattern.compile(
          "(?:https?://|ssh://git@|git@)(?<host>[A-Za-z\\d.-]+(?::\\d{1,5}(?=/))?)[/:]"
              + "(?<user>[^/]+)/(?<repo>[^/]+?)(?:/(?:(?:tree|commit|releases/tag)/(?<ref>.+?)"
              + "|pull/(?<pull>[^/]+)|(?<latest>releases/latest)))?/?");

  private static final Pattern CREDENTIALS = Pattern.compile("//[^/]*@");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z\\d.]{0,126}[A-Za-z\\d]");
  private static final Pattern USER = Pattern.compile("[A-Za-z\\d][A-Za-z\\d-]{0,38}");
  private static final Pattern REPOSITORY = Pattern.compile("(?!\\.{1,2}$)[A-Za-z\\d._-]{1,100}");
  private static final String FOLDER = "[A-Za-z\\d_-][A-Za-z\\d._-]{0,99}";
  private static final Pattern DIRECTORY = Pattern.compile(FOLDER + "(?:/" + FOLDER + "){0,9}");
  private static final Pattern PULL = Pattern.compile("#[1-9]\\d{0,8}");

  /** What Git allows in a name: no {@code ..}, {@code //}, {@code /.}, nor a dot at the end. */
  private static final Pattern REF =
      Pattern.compile("(?!.{201})[A-Za-z\\d_](?:\\.?/?[A-Za-z\\d_+-])*");

  /**
   * @throws IllegalArgumentException when a part does not follow the grammar; the message says
   *     which
   */
  public GitHubReference {
    require(name.isEmpty() || matches(NAME, name.get()), "before = is no package's name");
    require(matches(USER, user), "no user on GitHub has such a name");
    require(matches(REPOSITORY, repository), "no repository on GitHub has such a name");
    require(
        subdirectory.isEmpty() || matches(DIRECTORY, subdirectory.get()),
        "the folder has a part that no folder has");
    if (ref.startsWith("#")) {
      require(matches(PULL, ref), "after # is no pull request's number");
    } else {
      require(
          ref.equals(LATEST_RELEASE) || matches(REF, ref),
          "the branch, tag or commit has a character that none has");
    }
  }

  /**
   * Reads a reference.
   *
   * @throws IllegalArgumentException when it is not one; the message says why, and repeats no URL,
   *     for it may have a password in it
   */
  public static GitHubReference parse(String text) {
    try {
      return read(text);
    } catch (IllegalArgumentException e) {
      String shown = text.contains("://") ? "the URL" : Printable.quoted(text);
      throw new IllegalArgumentException(
          shown + " is not a package on GitHub: " + e.getMessage(), e);
    }
  }

  private static GitHubReference read(String text) {
    require(text.length() <= LONGEST, "it is longer than " + LONGEST + " characters");
    Matcher prefix = PREFIX.matcher(text);
    require(prefix.matches(), "it has more than one line");
    Optional<String> name = Optional.ofNullable(prefix.group("name"));
    String rest = prefix.group("rest");
    Matcher url = URL.matcher(rest);
    if (url.matches()) {
      return ofUrl(name, url);
    }
    require(
        rest.startsWith("ssh://") || !CREDENTIALS.matcher(rest).find(),
        "a URL with a user or a password in it shows them to everybody");
    Matcher parts = SHORT.matcher(rest);
    require(parts.matches() && !rest.contains("://"), "it has none of the forms that there are");
    return ofParts(name, parts);
  }

  private static GitHubReference ofUrl(Optional<String> name, Matcher url) {
    String ref = url.group("latest") != null ? LATEST_RELEASE : url.group("ref");
    String host = url.group("host").toLowerCase(Locale.ROOT).replaceFirst("^www\\.", "");
    return new GitHubReference(
        name,
        Optional.of(host),
        url.group("user"),
        withoutGit(url.group("repo")),
        Optional.empty(),
        url.group("pull") != null ? "#" + url.group("pull") : orDefault(ref));
  }

  private static GitHubReference ofParts(Optional<String> name, Matcher parts) {
    String pull = parts.group("pull");
    return new GitHubReference(
        name,
        Optional.empty(),
        parts.group("user"),
        withoutGit(parts.group("repo")),
        Optional.ofNullable(parts.group("dir")),
        pull != null ? pull : orDefault(parts.group("ref")));
  }

  /** No repository on GitHub has a name that ends so. */
  private static String withoutGit(String repository) {
    return repository.endsWith(".git")
        ? repository.substring(0, repository.length() - ".git".length())
        : repository;
  }

  private static String orDefault(String ref) {
    return ref == null ? DEFAULT_BRANCH : ref;
  }

  /** The number of the pull request whose head is meant, if one is. */
  public Optional<String> pullRequest() {
    return ref.startsWith("#") ? Optional.of(ref.substring(1)) : Optional.empty();
  }

  /** Whether the latest release is meant. */
  public boolean isLatestRelease() {
    return ref.equals(LATEST_RELEASE);
  }

  /** The package's name, or a guess: its folder's, the repository's. The DESCRIPTION knows. */
  public String likelyName() {
    String folder = subdirectory.map(d -> d.substring(d.lastIndexOf('/') + 1)).orElse(repository);
    return name.orElse(folder);
  }

  /** {@code user/repo[/folder][@ref]}, without the package's name and the host. */
  @Override
  public String toString() {
    String at = ref.startsWith("#") ? ref : "@" + ref;
    return slug()
        + subdirectory.map(d -> "/" + d).orElse("")
        + (ref.equals(DEFAULT_BRANCH) ? "" : at);
  }

  /** {@code user/repo}. */
  public String slug() {
    return user + "/" + repository;
  }

  private static boolean matches(Pattern grammar, String text) {
    return grammar.matcher(text).matches();
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
