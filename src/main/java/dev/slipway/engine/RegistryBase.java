package dev.slipway.engine;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Reads a base image in its registry: of its layers only as much as it takes, and nothing of that
 * is kept. So a layer's digest is not checked here; the engine does that when it pulls the image.
 */
final class RegistryBase {
  /** Far above any image that somebody would build on; a bomb unpacks to more. */
  private static final long MOST_BYTES = 20L << 30;

  private final ImageReference name;
  private final RegistryImage image;

  /**
   * @param name for messages
   */
  RegistryBase(ImageReference name, RegistryImage image) {
    this.name = name;
    this.image = image;
  }

  /**
   * @return empty when the registry has no image of that digest
   * @throws StepFailed BASE_UNKNOWN, BASE_ONBUILD, or why the registry cannot be asked
   */
  Optional<BaseFacts> read(Digest digest) throws StepFailed, InterruptedException {
    Optional<byte[]> document = image.manifest(digest);
    return document.isEmpty() ? Optional.empty() : Optional.of(read(document.get()));
  }

  private BaseFacts read(byte[] document) throws StepFailed, InterruptedException {
    ImageManifest.Single manifest = single(document);
    ImageConfig config = config(manifest);
    config.requireNoTriggers(name);
    BaseFiles files = new BaseFiles(config.r());
    BaseLayers layers = new BaseLayers(MOST_BYTES);
    for (Digest layer : manifest.layers()) {
      if (!files.isComplete()) {
        read(layer, layers, files);
      }
    }
    return BaseFacts.of(name, config, files);
  }

  /** The image itself, or that for the platform that most clusters have. */
  private ImageManifest.Single single(byte[] document) throws StepFailed, InterruptedException {
    try {
      ImageManifest manifest = ImageManifest.read(document);
      if (manifest instanceof ImageManifest.Index index) {
        manifest = ImageManifest.read(forPlatform(index));
      }
      if (manifest instanceof ImageManifest.Single single) {
        return single;
      }
      throw new IOException("it is an index in an index");
    } catch (IOException e) {
      throw notAnImage(e);
    }
  }

  private byte[] forPlatform(ImageManifest.Index index)
      throws StepFailed, IOException, InterruptedException {
    Optional<Digest> amd64 = index.linux("amd64");
    Optional<Digest> digest = amd64.isPresent() ? amd64 : index.linux("arm64");
    if (digest.isEmpty()) {
      throw BaseFacts.unknown(
          "the base image " + name + " is for neither linux/amd64 nor linux/arm64",
          "Choose a base image for one of them.");
    }
    Optional<byte[]> document = image.manifest(digest.get());
    if (document.isEmpty()) {
      throw image.failed(Kind.LASTING, "lacks the manifest " + digest.get() + " of");
    }
    return document.get();
  }

  private ImageConfig config(ImageManifest.Single manifest)
      throws StepFailed, InterruptedException {
    byte[] document = image.document(manifest.config());
    try {
      return ImageConfig.read(document);
    } catch (IOException e) {
      throw notAnImage(e);
    }
  }

  private void read(Digest layer, BaseLayers layers, BaseFiles files)
      throws StepFailed, InterruptedException {
    try (InputStream blob = image.stream(layer);
        InputStream archive = layers.unpack(blob)) {
      files.read(archive, "");
    } catch (BaseLayers.Unreadable | ZipException e) {
      throw notAnImage(e);
    } catch (IOException e) {
      throw image.cut(e);
    }
  }

  private StepFailed notAnImage(IOException e) {
    return BaseFacts.unknown(
        "the base image " + name + " cannot be read: " + e.getMessage(),
        "Choose a base image with gzipped layers, for example one that `docker push` has pushed.");
  }
}
