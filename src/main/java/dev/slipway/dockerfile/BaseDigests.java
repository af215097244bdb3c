package dev.slipway.dockerfile;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.step.StepFailed;
import java.util.Optional;

/** Tells which content a base image's tag means today. */
@FunctionalInterface
public interface BaseDigests {
  /**
   * The digest of the image's manifest; empty when only the local engine has the image, so that
   * there is no registry to pin it at.
   *
   * @throws StepFailed when neither has it, or the registry cannot be asked
   */
  Optional<Digest> digestOf(ImageReference image) throws StepFailed, InterruptedException;
}
