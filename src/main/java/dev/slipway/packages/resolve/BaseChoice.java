package dev.slipway.packages.resolve;

import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.packages.BaseImages;
import dev.slipway.spec.Spec;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;

/**
 * Which image a spec builds on.
 *
 * @param pattern the operator's name for the base of an R version, with {@code {r}} in it
 */
record BaseChoice(String pattern, BaseImages images) {
  /**
   * @throws StepFailed BASE_NAME when the pattern makes no image name, BASE_R when the image has
   *     another R than the spec asks for, and what {@link BaseImages} throws
   */
  Base of(Spec spec) throws StepFailed, InterruptedException {
    Base base = images.inspect(name(spec));
    String r = spec.r().orElse(base.r());
    if (!base.r().equals(r)) {
      throw new Failure(
              Kind.LASTING,
              "BASE_R",
              "The base image %s has R %s, and the spec asks for R %s."
                  .formatted(base.image(), base.r(), r),
              "The operator's slipway.base names the image; or name one with that R under `base`.")
          .thrown();
    }
    return base;
  }

  /**
   * The name of that image, as the spec or the operator's pattern has it.
   *
   * @throws StepFailed BASE_NAME
   */
  ImageReference name(Spec spec) throws StepFailed {
    if (spec.base().isPresent()) {
      return spec.base().get();
    }
    try {
      return ImageReference.parse(pattern.replace("{r}", spec.r().orElseThrow()));
    } catch (IllegalArgumentException e) {
      throw new StepFailed(
          new Failure(
              Kind.LASTING,
              "BASE_NAME",
              "The base image's name is wrong: " + e.getMessage(),
              "The operator's slipway.base makes the name out of the R version."),
          e);
    }
  }
}
