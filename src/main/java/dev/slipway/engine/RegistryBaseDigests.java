package dev.slipway.engine;

import dev.slipway.dockerfile.BaseDigests;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.util.Optional;

/** Asks the base image's registry, and the engine for images that were never in a registry. */
public final class RegistryBaseDigests implements BaseDigests {
  private final RegistryClient registries;
  private final Engine engine;
  private final Operations operations;

  public RegistryBaseDigests(RegistryClient registries, Engine engine, EngineCalls calls) {
    this.registries = registries;
    this.engine = engine;
    this.operations = new Operations(calls);
  }

  @Override
  public Optional<Digest> digestOf(ImageReference image) throws StepFailed, InterruptedException {
    if (image.digest().isPresent()) {
      return image.digest();
    }
    Optional<Digest> inRegistry = registries.digestOf(image);
    if (inRegistry.isEmpty() && !engineHas(image)) {
      throw new Failure(
              Kind.LASTING,
              "BASE_NOT_FOUND",
              "neither %s nor the engine has the base image %s"
                  .formatted(Registry.of(image).host(), image),
              "Check its name and tag; a private one needs a `docker login`.")
          .thrown();
    }
    return inRegistry;
  }

  private boolean engineHas(ImageReference image) throws StepFailed, InterruptedException {
    engine.check();
    try {
      return operations.image(image.toString()).isPresent();
    } catch (RuntimeException e) {
      throw engine.failed("ENGINE_FAILED", "looking for " + image, e);
    }
  }
}
