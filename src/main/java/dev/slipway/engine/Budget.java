package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import dev.slipway.image.ImageReference;
import dev.slipway.settings.Settings;
import dev.slipway.step.StepFailed;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How much of the engine's disk our images and the build cache may use.
 *
 * <p>Only images that their registry has are removed: one that was never pushed is somebody's only
 * copy of it. Neither are those that a job needs, which their {@link Hold} tells.
 */
public final class Budget {
  /** The first version of the API that takes {@code keep-storage}; an older one drops it all. */
  private static final ApiVersion KEEP_STORAGE = new ApiVersion(1, 39);

  /** How an engine answers that has no such cache, or is pruning already. */
  private static final Set<Integer> CANNOT = Set.of(400, 404, 405, 409, 501);

  private final Engine engine;
  private final Operations operations;
  private final JsonCalls json;
  private final RegistryClient registries;
  private final Settings settings;

  /**
   * What was removed.
   *
   * @param cacheBytes of the build cache
   */
  public record Freed(int images, long cacheBytes) {}

  public Budget(Engine engine, EngineCalls calls, RegistryClient registries, Settings settings) {
    this.engine = engine;
    this.operations = new Operations(calls);
    this.json = new JsonCalls(engine.transport());
    this.registries = registries;
    this.settings = settings;
  }

  /** Removes what is above it: the oldest images, and what the cache has not used for longest. */
  public Freed keep() throws StepFailed, InterruptedException {
    Ping ping = engine.ping();
    try {
      int images = removeImages();
      boolean hasCache = !ping.podman() && ping.api().filter(this::keepsStorage).isPresent();
      return new Freed(images, hasCache ? prune() : 0);
    } catch (RuntimeException e) {
      throw engine.failed("CLEANUP_FAILED", "keeping images and build cache in their budget", e);
    }
  }

  private boolean keepsStorage(ApiVersion version) {
    return version.compareTo(KEEP_STORAGE) >= 0;
  }

  private int removeImages() throws InterruptedException {
    List<ListedImage> pushed =
        engine.client().listImagesCmd().withLabelFilter(new HashMap<>(Labels.IMAGE)).exec().stream()
            .map(ListedImage::of)
            .filter(Budget::mayGo)
            .toList();
    if (pushed.size() <= settings.keepImages()) {
      return 0;
    }
    Map<ListedImage, Instant> used =
        pushed.stream().distinct().collect(Collectors.toMap(image -> image, this::used));
    List<ListedImage> above =
        pushed.stream()
            .sorted(Comparator.comparing(used::get).reversed())
            .skip(settings.keepImages())
            .toList();
    int removed = 0;
    for (ListedImage image : above) {
      if (isInRegistry(image) && remove(image)) {
        removed++;
      }
    }
    return removed;
  }

  /** Whether it may have been pushed under every name, and no job needs it. */
  static boolean mayGo(ListedImage image) {
    List<ImageReference> digests = image.digests().stream().map(ImageReference::parse).toList();
    return !digests.isEmpty()
        && image.names().stream().noneMatch(Hold::isOne)
        && image.names().stream()
            .map(ImageReference::parse)
            .allMatch(
                name -> digests.stream().anyMatch(digest -> Registry.sameRepository(name, digest)));
  }

  /** Some engines show an image's digest before it was ever pushed, so its registry is asked. */
  private boolean isInRegistry(ListedImage image) throws InterruptedException {
    try {
      for (String digest : image.digests()) {
        if (registries.digestOf(ImageReference.parse(digest)).isEmpty()) {
          return false;
        }
      }
      return true;
    } catch (StepFailed e) {
      // As long as the registry does not say so, it may be the only copy.
      return false;
    }
  }

  /** When it was built or, if that is later, last given a name, which every push does. */
  Instant used(ListedImage image) {
    Instant created = Instant.ofEpochSecond(image.created());
    try {
      JsonNode found = json.call(Method.GET, "/images/" + image.id() + "/json");
      Instant named = Instant.parse(found.at("/Metadata/LastTagTime").asText());
      return named.isAfter(created) ? named : created;
    } catch (DockerException | DateTimeParseException e) {
      // It is gone meanwhile, or this engine does not say.
      return created;
    }
  }

  /**
   * By its id at the end and without force: an image that a build has just given a name again
   * stays.
   */
  boolean remove(ListedImage image) {
    image.names().stream()
        .skip(1)
        .filter(
            name -> operations.image(name).filter(i -> i.getId().equals(image.id())).isPresent())
        .forEach(operations::removeImage);
    return operations.removeImage(image.id());
  }

  /** Unused entries only, the oldest first. */
  private long prune() {
    String path = "/build/prune?keep-storage=" + settings.keepCache();
    try {
      return json.call(Method.POST, path).path("SpaceReclaimed").asLong();
    } catch (DockerException e) {
      if (CANNOT.contains(e.getHttpStatus())) {
        return 0;
      }
      throw e;
    }
  }
}
