package dev.slipway.packages;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must hold in a lock, whoever wrote it. */
final class LockRules {
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern GITHUB = Pattern.compile("[A-Za-z0-9#*._/:+-]{1,255}");
  private static final Pattern CODENAME = Pattern.compile("[a-z][a-z0-9-]*|");
  private static final Pattern ARCHIVE = Pattern.compile("[A-Za-z0-9._+~-]+");

  private LockRules() {}

  /**
   * @throws IllegalArgumentException when a rule does not hold; the message says which
   */
  static void check(Lock lock) {
    require(lock.lockVersion() == Lock.VERSION, "lockVersion must be " + Lock.VERSION);
    Objects.requireNonNull(lock.request(), "it has no request");
    check(lock.base().orElseThrow(() -> new IllegalArgumentException("it has no base")));
    Set<String> before = new HashSet<>();
    for (LockedPackage locked : lock.packages()) {
      check(locked, before);
      require(before.add(locked.name()), locked.name() + " is there twice");
    }
    for (SystemLibrary library : lock.system()) {
      require(
          library.name() != null && AptNames.isName(library.name()),
          "no apt package: " + library.name());
      library.neededBy().forEach(name -> require(RNames.isPackage(name), "no package: " + name));
    }
  }

  private static void check(Base base) {
    require(base.image() != null, "base.image is missing");
    require(base.r() != null && RNames.isVersion(base.r()), "base.r is no version");
    require(base.distribution() != null, "base.distribution is missing");
    require(matches(CODENAME, base.distribution().codename()), "base has no codename");
  }

  private static void check(LockedPackage locked, Set<String> before) {
    String name = locked.name();
    require(name != null && RNames.isPackage(name), "no name of a package: " + name);
    require(
        locked.version() != null && RNames.isVersion(locked.version()), name + " has no version");
    require(locked.source() != null, name + " has no source");
    require(
        before.containsAll(locked.dependencies()),
        name + " comes before a package that it needs: " + locked.dependencies());
    locked.url().ifPresent(url -> require(isArchive(url), name + " has no archive's URL"));
    locked.md5().ifPresent(md5 -> require(matches(MD5, md5), name + " has no MD5 sum"));
    locked.gitHub().ifPresent(commit -> check(name, commit));
    locked.path().ifPresent(path -> require(isBelow(path), name + " has a path that leads out"));
    boolean one =
        switch (locked.source()) {
          case CRAN, BIOCONDUCTOR -> locked.url().isPresent();
          case GITHUB -> locked.gitHub().isPresent();
          case LOCAL -> locked.path().isPresent();
        };
    require(one, name + " does not say where it comes from");
  }

  /** Whoever fetches the commit looks at its parts again; here they only must all be there. */
  private static void check(String name, GitHubCommit commit) {
    require(
        Stream.of(commit.host(), commit.user(), commit.repository(), commit.ref(), commit.sha())
            .allMatch(part -> part != null && GITHUB.matcher(part).matches()),
        name + " has no whole commit of GitHub");
  }

  private static boolean isArchive(String url) {
    URI uri = URI.create(url);
    String path = uri.getPath() == null ? "" : uri.getPath();
    // Every client takes "." and ".." out of a path before it asks for it.
    return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
        && uri.getHost() != null
        && uri.getUserInfo() == null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null
        && Stream.of(path.split("/")).noneMatch(Set.of(".", "..")::contains)
        && matches(ARCHIVE, path.substring(path.lastIndexOf('/') + 1));
  }

  private static boolean isBelow(String path) {
    return !path.startsWith("/") && !List.of(path.split("/")).contains("..");
  }

  private static boolean matches(Pattern pattern, String text) {
    return text != null && pattern.matcher(text).matches();
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
