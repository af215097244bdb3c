package dev.slipway.dockerfile;

import dev.slipway.packages.Lock;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.Source;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The instructions that install R packages, one for each source, most stable first; each has a
 * folder in the build context.
 */
enum Stage {
  CRAN("cran", "Packages of the CRAN repository."),
  BIOCONDUCTOR("bioconductor", "Packages of the Bioconductor release that pairs with this R."),
  GITHUB("github", "Packages of GitHub, from the files that were fetched at their commits."),
  LOCAL("local", "Packages from the spec's own files.");

  /** The file in a stage's folder that lists its packages. */
  static final String PACKAGES = "packages.dcf";

  private final String folder;
  private final String title;

  Stage(String folder, String title) {
    this.folder = folder;
    this.title = title;
  }

  String folder() {
    return folder;
  }

  String title() {
    return title;
  }

  /**
   * Which packages each stage installs, in the order of the lock; stages with none are not in it. A
   * package that needs one of a later stage waits for it there.
   */
  static Map<Stage, List<LockedPackage>> of(Lock lock) {
    Map<Stage, List<LockedPackage>> stages = new EnumMap<>(Stage.class);
    Map<String, Stage> known = new HashMap<>();
    for (LockedPackage locked : lock.packages()) {
      Stage stage = of(locked.source());
      for (String dependency : locked.dependencies()) {
        Stage later = known.get(dependency);
        stage = later != null && later.compareTo(stage) > 0 ? later : stage;
      }
      known.put(locked.name(), stage);
      stages.computeIfAbsent(stage, s -> new ArrayList<>()).add(locked);
    }
    return stages;
  }

  private static Stage of(Source source) {
    return switch (source) {
      case CRAN -> CRAN;
      case BIOCONDUCTOR -> BIOCONDUCTOR;
      case GITHUB -> GITHUB;
      case LOCAL -> LOCAL;
    };
  }
}
