package dev.slipway.dockerfile;

import dev.slipway.spec.Spec;
import java.util.Arrays;
import java.util.List;

/** The instructions that install R packages, most stable source first; each has a folder. */
enum Stage {
  CRAN("cran", "Packages of the CRAN repository."),
  BIOCONDUCTOR("bioconductor", "Packages of the Bioconductor release that pairs with this R."),
  GITHUB("github", "Packages of GitHub, from the files that were fetched at their commits.");

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

  /** The stages that have something to install. */
  static List<Stage> of(Spec.Packages packages) {
    return Arrays.stream(values()).filter(stage -> !stage.isEmpty(packages)).toList();
  }

  private boolean isEmpty(Spec.Packages packages) {
    return switch (this) {
      case CRAN -> packages.cran().isEmpty();
      case BIOCONDUCTOR -> packages.bioconductor().isEmpty();
      case GITHUB -> packages.github().isEmpty();
    };
  }
}
