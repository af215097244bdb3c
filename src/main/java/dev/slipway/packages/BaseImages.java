package dev.slipway.packages;

import dev.slipway.image.ImageReference;
import dev.slipway.step.StepFailed;

/** Tells what a base image is, from its content. */
@FunctionalInterface
public interface BaseImages {
  /**
   * Pins an image by the digest that its tag means today, and reads its distribution and its R.
   *
   * @throws StepFailed BASE_NOT_FOUND when neither its registry nor the engine has it, BASE_UNKNOWN
   *     when it has no R or no os-release, or why the registry cannot be asked
   */
  Base inspect(ImageReference image) throws StepFailed, InterruptedException;
}
