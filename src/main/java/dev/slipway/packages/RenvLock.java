package dev.slipway.packages;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A lock in the format of renv, version 1.
 *
 * @see <a href="https://rstudio.github.io/renv/articles/lockfile.html">the lockfile</a>
 */
final class RenvLock {
  private RenvLock() {}

  /** The fields of the file, in renv's order. */
  static Map<String, Object> of(Lock lock) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("R", r(lock));
    lock.bioconductor()
        .filter(release -> has(lock, Source.BIOCONDUCTOR))
        .ifPresent(release -> fields.put("Bioconductor", Map.of("Version", release)));
    Map<String, Object> packages = new TreeMap<>();
    lock.packages().forEach(locked -> packages.put(locked.name(), fields(locked)));
    fields.put("Packages", packages);
    return fields;
  }

  private static boolean has(Lock lock, Source source) {
    return lock.packages().stream().anyMatch(locked -> locked.source() == source);
  }

  /** renv knows Bioconductor's repositories itself. */
  private static Map<String, Object> r(Lock lock) {
    Map<String, Object> r = new LinkedHashMap<>();
    lock.base().ifPresent(base -> r.put("Version", base.r()));
    List<Map<String, String>> repositories =
        lock.repositories().stream()
            .filter(repository -> !repository.name().startsWith("BioC"))
            .map(RenvLock::repository)
            .toList();
    r.put("Repositories", repositories);
    return r;
  }

  private static Map<String, String> repository(Repository repository) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Name", repository.name());
    fields.put("URL", repository.url());
    return fields;
  }

  private static Map<String, Object> fields(LockedPackage locked) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("Package", locked.name());
    fields.put("Version", locked.version());
    switch (locked.source()) {
      case CRAN -> {
        fields.put("Source", "Repository");
        fields.put("Repository", locked.repository().orElse("CRAN"));
      }
      case BIOCONDUCTOR -> fields.put("Source", "Bioconductor");
      case GITHUB -> {
        fields.put("Source", "GitHub");
        fields.putAll(locked.gitHub().orElseThrow().remoteFields());
      }
      case LOCAL -> {
        fields.put("Source", "Local");
        fields.put("RemoteType", "local");
        fields.put("RemoteUrl", locked.path().orElseThrow());
      }
    }
    if (!locked.dependencies().isEmpty()) {
      fields.put("Requirements", locked.dependencies());
    }
    return fields;
  }
}
