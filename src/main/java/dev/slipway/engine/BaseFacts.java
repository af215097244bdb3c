package dev.slipway.engine;

import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.packages.Distribution;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.util.regex.Pattern;

/** What a base image is, whatever its name. */
record BaseFacts(String r, String architecture, Distribution distribution) {
  private static final Pattern R = Pattern.compile("\\d+\\.\\d+\\.\\d+");

  /**
   * @throws IllegalArgumentException when it has no version of R; the rest is checked where it is
   *     read
   */
  BaseFacts {
    if (!isR(r)) {
      throw new IllegalArgumentException("not a version of R such as 4.4.1");
    }
  }

  /** Whether the text is a version of R itself, which always has three numbers. */
  static boolean isR(String text) {
    return R.matcher(text).matches();
  }

  /**
   * What its configuration and its files tell together.
   *
   * @throws StepFailed BASE_UNKNOWN when that is not enough
   */
  static BaseFacts of(ImageReference image, ImageConfig config, BaseFiles files) throws StepFailed {
    if (files.r().isEmpty()) {
      throw unknown(
          "the base image " + image + " has no R: neither R_VERSION nor a library of R",
          "Choose a base image with R in it, such as rocker/r-ver.");
    }
    if (files.distribution().isEmpty()) {
      throw unknown(
          "the base image " + image + " does not say its distribution: it has no /etc/os-release",
          "Choose a base image of Debian or Ubuntu, such as rocker/r-ver.");
    }
    return new BaseFacts(files.r().get(), config.architecture(), files.distribution().get());
  }

  static StepFailed unknown(String message, String hint) {
    return new Failure(Kind.LASTING, "BASE_UNKNOWN", message, hint).thrown();
  }

  Base of(ImageReference image) {
    return new Base(image, r, architecture, distribution);
  }
}
