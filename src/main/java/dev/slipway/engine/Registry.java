package dev.slipway.engine;

import dev.slipway.image.ImageReference;
import dev.slipway.step.RefusedAddress;
import dev.slipway.step.StepFailed;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A registry by its name in image names. Docker Hub, which a name without a host means, has a
 * different name for every purpose.
 *
 * @param host {@code registry.example:5000}; {@code docker.io} for Docker Hub
 */
record Registry(String host) {
  private static final String HUB = "docker.io";
  private static final Set<String> HUB_NAMES =
      Set.of(HUB, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com");
  private static final Pattern LOOPBACK =
      Pattern.compile("(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1])(?::\\d+)?");

  Registry {
    host = HUB_NAMES.contains(host) ? HUB : host;
  }

  static Registry of(ImageReference image) {
    return new Registry(image.host().orElse(HUB));
  }

  /**
   * Requires that it may be asked, before the engine is sent there.
   *
   * @throws StepFailed ADDRESS_REFUSED
   */
  void requireAllowed() throws StepFailed {
    RefusedAddress.requireAllowed(apiHost());
  }

  boolean isHub() {
    return host.equals(HUB);
  }

  /** This machine's own: Docker allows plain HTTP there. */
  boolean isLoopback() {
    return LOOPBACK.matcher(host).matches();
  }

  /** Where the registry's API answers. */
  String apiHost() {
    return isHub() ? "registry-1.docker.io" : host;
  }

  /**
   * The image's name in the API's paths: Docker Hub keeps its official ones below {@code library}.
   */
  String apiPath(ImageReference image) {
    return isHub() && image.path().indexOf('/') < 0 ? "library/" + image.path() : image.path();
  }

  /** Whether two names mean the same repository, with whichever of the Hub's names. */
  static boolean sameRepository(ImageReference one, ImageReference other) {
    Registry registry = of(one);
    return registry.equals(of(other)) && registry.apiPath(one).equals(registry.apiPath(other));
  }

  /** The key under which Docker keeps the credentials. */
  String credentialsKey() {
    return isHub() ? "https://index.docker.io/v1/" : host;
  }

  /** Whether a key of {@code auths} means this registry: with or without scheme and path. */
  boolean isNamedBy(String key) {
    String named = key.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    return new Registry(named).host.equals(host);
  }
}
