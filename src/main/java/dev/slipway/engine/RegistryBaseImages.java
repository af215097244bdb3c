package dev.slipway.engine;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.packages.BaseImages;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads base images in their registries, with no engine involved; in the engine only those that
 * were never in a registry.
 */
public final class RegistryBaseImages implements BaseImages {
  private final RegistryClient registries;
  private final EngineBase engine;
  private final BaseCache cache;

  /**
   * @param cache the folder for what may be deleted at any time; ours is below it
   */
  public RegistryBaseImages(
      RegistryClient registries, Engine engine, EngineCalls calls, Worker worker, Path cache) {
    this.registries = registries;
    this.engine = new EngineBase(engine, new Operations(calls), worker);
    this.cache = new BaseCache(cache.resolve("bases"));
  }

  @Override
  public Base inspect(ImageReference image) throws StepFailed, InterruptedException {
    RegistryImage inRegistry = registries.open(image);
    Optional<Digest> digest = image.digest();
    if (digest.isEmpty()) {
      digest = inRegistry.digest();
    }
    if (digest.isEmpty()) {
      return inEngine(image).of(image);
    }
    ImageReference pinned = image.withDigest(digest.get());
    Optional<BaseFacts> known = cache.find(digest.get());
    if (known.isPresent()) {
      return known.get().of(pinned);
    }
    Optional<BaseFacts> read = new RegistryBase(image, inRegistry).read(digest.get());
    BaseFacts facts = read.isPresent() ? read.get() : inEngine(pinned);
    cache.keep(digest.get(), facts);
    return facts.of(pinned);
  }

  private BaseFacts inEngine(ImageReference image) throws StepFailed, InterruptedException {
    Optional<BaseFacts> facts = engine.read(image);
    if (facts.isEmpty()) {
      throw new Failure(
              Kind.LASTING,
              "BASE_NOT_FOUND",
              "neither %s nor the engine has the base image %s"
                  .formatted(Registry.of(image).host(), image),
              "Check its name and tag; a private one needs a `docker login`.")
          .thrown();
    }
    return facts.get();
  }
}
