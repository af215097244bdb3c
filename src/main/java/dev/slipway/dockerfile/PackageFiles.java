package dev.slipway.dockerfile;

import dev.slipway.packages.Dcf;
import dev.slipway.packages.GitHubCommit;
import dev.slipway.packages.GitHubPackage;
import dev.slipway.packages.Repositories.Repository;
import dev.slipway.packages.WantedPackage;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The data that {@code install.R} reads, in the format that R reads data in. */
final class PackageFiles {
  private PackageFiles() {}

  /** Fields Name, Url and, when it is for one minor version of R only, R. */
  static String repositories(List<Repository> repositories) {
    return Dcf.write(repositories.stream().map(PackageFiles::repository).toList());
  }

  private static Map<String, String> repository(Repository repository) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Name", repository.name());
    fields.put("Url", repository.url());
    repository.r().ifPresent(r -> fields.put("R", r));
    return fields;
  }

  /** Fields Package, Source and, when one is asked for, Version; sorted by name. */
  static String packages(List<WantedPackage> wanted) {
    return Dcf.write(
        wanted.stream()
            .sorted(Comparator.comparing(WantedPackage::name))
            .map(PackageFiles::wanted)
            .toList());
  }

  private static Map<String, String> wanted(WantedPackage wanted) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Package", wanted.name());
    fields.put("Source", wanted.source().name());
    wanted.version().ifPresent(v -> fields.put("Version", v));
    return fields;
  }

  /** The same with Tarball, Subdirectory, and the Remote fields that R's tools know. */
  static String gitHubPackages(List<GitHubPackage> packages) {
    return Dcf.write(
        packages.stream()
            .sorted(Comparator.comparing(p -> p.description().name()))
            .map(PackageFiles::gitHub)
            .toList());
  }

  private static Map<String, String> gitHub(GitHubPackage fetched) {
    GitHubCommit commit = fetched.commit();
    Map<String, String> fields = wanted(asWanted(fetched));
    fields.put("Tarball", tarball(commit));
    fields.put("RemoteType", "github");
    fields.put("RemoteHost", commit.host());
    fields.put("RemoteUsername", commit.user());
    fields.put("RemoteRepo", commit.repository());
    commit.subdirectory().ifPresent(d -> fields.put("RemoteSubdir", d));
    fields.put("RemoteRef", commit.ref());
    fields.put("RemoteSha", commit.sha());
    return fields;
  }

  /** The file name of the repository's files at that commit. */
  static String tarball(GitHubCommit commit) {
    return commit.user() + "-" + commit.repository() + "-" + commit.sha() + ".tar.gz";
  }

  static WantedPackage asWanted(GitHubPackage fetched) {
    return new WantedPackage(
        fetched.description().name(),
        Optional.of(fetched.description().version()),
        WantedPackage.Source.GITHUB,
        Optional.of(fetched.commit().sha()));
  }
}
