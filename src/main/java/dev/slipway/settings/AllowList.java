package dev.slipway.settings;

import dev.slipway.image.ImageReference;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names of places, {@code host[:port][/path]}, each of which allows itself and all that is below it
 * by whole parts: {@code docker.io/rocker} allows {@code docker.io/rocker/r-ver} and not {@code
 * docker.io/rocker-evil}. An empty list allows everything.
 */
record AllowList(List<String> names) {
  private static final String DOCKER_HUB = "docker.io";

  static final AllowList EVERYTHING = new AllowList(List.of());

  AllowList {
    names = List.copyOf(names);
  }

  /**
   * A list of images or registries. What has no host is on Docker Hub, as in Docker.
   *
   * @param text names with commas between them
   * @throws IllegalArgumentException when one is no name, or has a tag; the message is that name
   */
  static AllowList ofImages(String text) {
    return new AllowList(parts(text).map(AllowList::imageName).toList());
  }

  /**
   * A list of repositories, {@code github.com/acme}.
   *
   * @param text names with commas between them
   * @throws IllegalArgumentException when one has no host; the message is that name
   */
  static AllowList ofRepositories(String text) {
    return new AllowList(parts(text).map(AllowList::repositoryName).toList());
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  /** Whether a name is in the list or below one that is. */
  boolean allows(String name) {
    return isEmpty() || names.stream().anyMatch(one -> name.equals(one) || isBelow(name, one));
  }

  static boolean isBelow(String name, String above) {
    return name.startsWith(above + "/");
  }

  /** The full name of an image's repository, with its registry and Docker Hub's {@code library}. */
  static String fullName(ImageReference image) {
    boolean official = host(image).equals(DOCKER_HUB) && !image.path().contains("/");
    return host(image) + "/" + (official ? "library/" : "") + image.path();
  }

  private static String host(ImageReference image) {
    String host = image.host().orElse(DOCKER_HUB).toLowerCase(Locale.ROOT);
    return host.matches("(?:index|registry-1)\\.docker\\.io") ? DOCKER_HUB : host;
  }

  private static Stream<String> parts(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(part -> !part.isEmpty());
  }

  private static String imageName(String part) {
    String name = part.replaceFirst("/+$", "");
    try {
      if (isHost(name)) {
        String whole = fullName(ImageReference.parse(name + "/any/image"));
        return whole.substring(0, whole.indexOf('/'));
      }
      ImageReference image = ImageReference.parse(name);
      if (image.tag().isEmpty() && image.digest().isEmpty()) {
        // With its host written out it may be a user of Docker Hub, docker.io/rocker.
        return image.host().isPresent() ? host(image) + "/" + image.path() : fullName(image);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(part, e);
    }
    throw new IllegalArgumentException(part);
  }

  /** Case does not matter on GitHub. */
  private static String repositoryName(String part) {
    String name =
        part.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "").replaceFirst("/+$", "");
    int slash = name.indexOf('/');
    String path = slash < 0 ? "" : name.substring(slash);
    if (!isHost(slash < 0 ? name : name.substring(0, slash))
        || !path.matches("(?:/[a-z0-9._-]+){0,2}")) {
      throw new IllegalArgumentException(part);
    }
    return name;
  }

  private static boolean isHost(String name) {
    return name.matches("(?:localhost|[^/@]*[.:][^/@]*)");
  }

  @Override
  public String toString() {
    return names.stream().collect(Collectors.joining(", "));
  }
}
