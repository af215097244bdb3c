package dev.slipway.dockerfile;

import dev.slipway.packages.Base;
import dev.slipway.packages.Dcf;
import dev.slipway.packages.GitHubCommit;
import dev.slipway.packages.LockedPackage;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The data that {@code install.R} reads, in the format that R reads data in. */
final class PackageFiles {
  private PackageFiles() {}

  /** What the packages were chosen for: fields R and Codename. */
  static String base(Base base) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("R", base.r());
    if (!base.distribution().codename().isEmpty()) {
      fields.put("Codename", base.distribution().codename());
    }
    return Dcf.write(List.of(fields));
  }

  /**
   * Fields Package, Version, Needs, and where it comes from: Url with Md5, or Tarball with the
   * Remote fields that R's tools know, or Folder. Sorted by name.
   */
  static String packages(List<LockedPackage> packages) {
    return Dcf.write(
        packages.stream()
            .sorted(Comparator.comparing(LockedPackage::name))
            .map(PackageFiles::fields)
            .toList());
  }

  private static Map<String, String> fields(LockedPackage locked) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Package", locked.name());
    fields.put("Version", locked.version());
    if (!locked.dependencies().isEmpty()) {
      fields.put("Needs", String.join(", ", locked.dependencies()));
    }
    locked.url().ifPresent(url -> fields.put("Url", url));
    locked.md5().ifPresent(md5 -> fields.put("Md5", md5));
    locked
        .gitHub()
        .ifPresent(
            commit -> {
              fields.put("Tarball", tarball(commit));
              fields.putAll(commit.remoteFields());
            });
    locked.path().ifPresent(path -> fields.put("Folder", locked.name()));
    return fields;
  }

  /** The file name of a commit's files in the build context. */
  static String tarball(GitHubCommit commit) {
    return commit.user() + "-" + commit.repository() + "-" + commit.sha() + ".tar.gz";
  }
}
