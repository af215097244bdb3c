package dev.slipway.packages.github;

import dev.slipway.spec.GitHubReference;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of {@code Remotes} in a DESCRIPTION, {@code [pkg=][type::]where}.
 *
 * @see <a href="https://remotes.r-lib.org/articles/dependencies.html">the dependencies that remotes
 *     resolves</a>
 */
sealed interface Remote {
  /** A package in a repository of our GitHub. */
  record OnGitHub(GitHubReference reference) implements Remote {}

  /** The package that the usual repositories have: nothing needs to be fetched. */
  record InRepository() implements Remote {}

  /**
   * A place that is not followed.
   *
   * @param entry as the DESCRIPTION has it, without a password
   * @param likelyName the package's name, or the last part of its path
   */
  record Elsewhere(String entry, String likelyName) implements Remote {}

  /**
   * Reads an entry; whatever is not understood is elsewhere.
   *
   * @param host the host that our GitHub's URLs have
   */
  static Remote parse(String entry, String host) {
    Matcher typed = Grammar.TYPED.matcher(entry);
    if (!typed.matches()) {
      return elsewhere(Optional.empty(), entry);
    }
    Optional<String> name = Optional.ofNullable(typed.group("name"));
    String type = Optional.ofNullable(typed.group("type")).orElse("github");
    String where = typed.group("where");
    Optional<GitHubReference> reference =
        switch (type.toLowerCase(Locale.ROOT)) {
          case "github" -> reference(name, where);
          case "git" -> cloned(name, where);
          default -> Optional.empty();
        };
    if (Grammar.REPOSITORIES.contains(type.toLowerCase(Locale.ROOT))) {
      return new InRepository();
    }
    return reference
        .filter(r -> r.host().isEmpty() || r.host().get().equals(host))
        .<Remote>map(OnGitHub::new)
        .orElseGet(() -> elsewhere(name, entry));
  }

  private static Optional<GitHubReference> reference(Optional<String> name, String where) {
    try {
      return Optional.of(GitHubReference.parse(name.map(n -> n + "=").orElse("") + where));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What {@code git clone} takes, with {@code @ref} behind it. */
  private static Optional<GitHubReference> cloned(Optional<String> name, String where) {
    Matcher parts = Grammar.CLONED.matcher(where);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<GitHubReference> repository = reference(name, parts.group("url"));
    if (parts.group("ref") == null) {
      return repository;
    }
    return repository.flatMap(
        r -> reference(name, r.slug() + "@" + parts.group("ref")).map(at -> onHost(at, r.host())));
  }

  private static GitHubReference onHost(GitHubReference reference, Optional<String> host) {
    return new GitHubReference(
        reference.name(),
        host,
        reference.user(),
        reference.repository(),
        reference.subdirectory(),
        reference.ref());
  }

  private static Remote elsewhere(Optional<String> name, String entry) {
    String shown = Grammar.CREDENTIALS.matcher(entry).replaceAll("//");
    String path = Grammar.AFTER_PATH.matcher(shown).replaceFirst("");
    String last = path.substring(path.lastIndexOf('/') + 1);
    return new Elsewhere(shown, name.orElse(last));
  }

  /** The patterns of an entry's parts. */
  final class Grammar {
    private static final Pattern TYPED =
        Pattern.compile("(?:(?<name>[^=/@#:]+)=)?(?:(?<type>[A-Za-z\\d_-]+)::)?(?<where>.*)");
    private static final Pattern CLONED =
        Pattern.compile("(?<url>(?:[a-z]+://[^/]*/|git@[^/:]+:).+?)(?:@(?<ref>[^@]+))?");

    /** The types whose packages the usual repositories have. */
    private static final Set<String> REPOSITORIES =
        Set.of("cran", "bioc", "standard", "any", "deps", "installed");

    private static final Pattern CREDENTIALS = Pattern.compile("//[^/]*@");

    /** A ref, a folder of GitLab's, an archive's path below its repository, the kind of a file. */
    private static final Pattern AFTER_PATH =
        Pattern.compile("(?:/-/|/archive/|[@#?]|_[\\d.-]+\\.|\\.git\\b|\\.tar\\b|\\.zip\\b|/$).*");

    private Grammar() {}
  }
}
