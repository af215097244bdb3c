package dev.slipway.engine;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * An image in the engine's list.
 *
 * @param names with tags
 * @param digests its names with a digest: those of the repositories that it was pushed to or pulled
 *     from
 * @param created seconds since 1970, of its newest layer
 */
record ListedImage(String id, List<String> names, List<String> digests, long created) {
  private static final String NONE = "<none>";

  static ListedImage of(com.github.dockerjava.api.model.Image image) {
    return new ListedImage(
        image.getId(),
        some(image.getRepoTags()),
        some(image.getRepoDigests()),
        image.getCreated() == null ? 0 : image.getCreated());
  }

  /** Older engines say none with a word. */
  private static List<String> some(String[] names) {
    return Stream.ofNullable(names)
        .flatMap(Arrays::stream)
        .filter(name -> !name.startsWith(NONE) && !name.endsWith(":" + NONE))
        .toList();
  }
}
