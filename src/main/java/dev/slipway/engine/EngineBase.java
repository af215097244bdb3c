package dev.slipway.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.slipway.image.ImageReference;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a base image that only the engine has, through a container that is never started. */
final class EngineBase {
  /** Where R's packages are by its own default, Debian's, Fedora's and Posit's. */
  private static final List<String> R_PLACES =
      List.of(
          "usr/local/lib/R/library/base/DESCRIPTION",
          "usr/lib/R/library/base/DESCRIPTION",
          "usr/lib64/R/library/base/DESCRIPTION",
          "opt/R");

  private final Engine engine;
  private final Operations operations;
  private final Worker worker;

  EngineBase(Engine engine, Operations operations, Worker worker) {
    this.engine = engine;
    this.worker = worker;
    this.operations = operations;
  }

  /**
   * @return empty when the engine does not have the image
   * @throws StepFailed BASE_UNKNOWN, BASE_ONBUILD, or why the engine cannot be asked
   */
  Optional<BaseFacts> read(ImageReference image) throws StepFailed, InterruptedException {
    engine.check();
    try {
      Optional<InspectImageResponse> found = operations.image(BaseImage.contentName(image));
      if (found.isEmpty()) {
        return Optional.empty();
      }
      ImageConfig config = ImageConfig.of(found.get());
      config.requireNoTriggers(image);
      BaseFiles files = new BaseFiles(config.r());
      collect(found.get().getId(), files);
      return Optional.of(BaseFacts.of(image, config, files));
    } catch (RuntimeException e) {
      throw engine.failed("ENGINE_FAILED", "reading the base image " + image, e);
    }
  }

  private void collect(String imageId, BaseFiles files) {
    String container =
        engine
            .client()
            .createContainerCmd(imageId)
            // An image may have no command, and without one there is no container.
            .withCmd("true")
            .withLabels(Labels.of(worker))
            .exec()
            .getId();
    try {
      collectRelease(container, files);
      for (String place : R_PLACES) {
        if (!files.isComplete()) {
          copy(container, place, files);
        }
      }
    } finally {
      operations.removeAtEnd(container);
    }
  }

  /** The engine gives a link as a link, so we go where it leads. */
  private void collectRelease(String container, BaseFiles files) {
    copy(container, BaseFiles.FALLBACK, files);
    Set<String> copied = new HashSet<>();
    while (copied.add(files.osRelease())) {
      copy(container, files.osRelease(), files);
    }
  }

  private void copy(String container, String path, BaseFiles files) {
    try (InputStream archive =
        engine.client().copyArchiveFromContainerCmd(container, "/" + path).exec()) {
      files.read(archive, path.substring(0, path.lastIndexOf('/') + 1));
    } catch (NotFoundException absent) {
      // The image may have it elsewhere.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
