package dev.slipway.engine;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.InfoRegistryConfig;
import dev.slipway.image.ImageReference;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's single-answer operations, typed. */
record Operations(EngineCalls calls) {
  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
  private static final String CONTAINER = "ContainerId";
  private static final String IMAGE = "ImageId";

  /** The image of that id or name, if the engine has it. */
  Optional<InspectImageResponse> image(String name) {
    try {
      return Optional.of((InspectImageResponse) calls.call("image/inspect", Map.of(IMAGE, name)));
    } catch (NotFoundException absent) {
      return Optional.empty();
    }
  }

  /**
   * Removes an image, or one of its names if it has more; without force, so one that a container or
   * another name needs stays.
   *
   * @return whether there was something to remove, and it is
   */
  boolean removeImage(String name) {
    try {
      calls.call("image/remove", Map.of(IMAGE, name));
      return true;
    } catch (NotFoundException | ConflictException stays) {
      return false;
    }
  }

  /** How many CPUs a container may be limited to; empty when the engine cannot limit them. */
  OptionalInt cpus() {
    Info info = (Info) calls.call("info", Map.of());
    boolean limits = info != null && !Boolean.FALSE.equals(info.getCpuCfsQuota());
    return limits && info.getNCPU() != null ? OptionalInt.of(info.getNCPU()) : OptionalInt.empty();
  }

  /**
   * Whether the engine's {@code insecure-registries} names that registry; false when it is down.
   */
  boolean allowsWithoutTls(String registry) {
    try {
      Info info = (Info) calls.call("info", Map.of());
      return Optional.ofNullable(info.getRegistryConfig())
          .map(InfoRegistryConfig::getIndexConfigs)
          .map(configs -> configs.get(registry))
          .map(config -> Boolean.FALSE.equals(config.getSecure()))
          .orElse(false);
    } catch (RuntimeException e) {
      return false;
    }
  }

  /**
   * Gives an image one more name, away from whichever image has it.
   *
   * @param id of the image
   * @param name with a tag
   * @throws NotFoundException when the engine does not have the image
   */
  void tag(String id, ImageReference name) {
    calls.call(
        "image/tag",
        Map.of(IMAGE, id, "Repository", name.repository(), "Tag", name.tag().orElseThrow()));
  }

  void start(String container) {
    try {
      calls.call("container/start", Map.of(CONTAINER, container));
    } catch (NotModifiedException running) {
      // It runs: that was asked for.
    }
  }

  /** Ends a container at once. */
  void kill(String container) {
    try {
      calls.call("container/kill", Map.of(CONTAINER, container));
    } catch (NotFoundException | ConflictException ended) {
      // It ended by itself meanwhile.
    }
  }

  InspectContainerResponse container(String id) {
    // camel-docker turns the two words of this one operation round.
    return (InspectContainerResponse) calls.call("inspect/container", Map.of(CONTAINER, id));
  }

  /** Removes a container with its anonymous volumes, whether it runs or not. */
  void remove(String container) {
    try {
      calls.call(
          "container/remove", Map.of(CONTAINER, container, "Force", true, "RemoveVolumes", true));
    } catch (NotFoundException | ConflictException removed) {
      // It is gone, or the engine is removing it already.
    }
  }

  /**
   * Removes a container that has served its purpose, also for an interrupted thread, whose next
   * connection would otherwise break off. When that fails it is only logged.
   */
  void removeAtEnd(String container) {
    boolean interrupted = Thread.interrupted();
    try {
      remove(container);
    } catch (RuntimeException e) {
      LOG.warn("container {} is left behind: {}", container, EngineErrors.words(e));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
