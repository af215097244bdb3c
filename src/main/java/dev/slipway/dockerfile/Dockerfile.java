package dev.slipway.dockerfile;

import dev.slipway.image.ImageReference;
import java.util.List;

/**
 * A Dockerfile; the file and all that it copies lie in the job's {@code context} folder.
 *
 * @param bases the images that its {@code FROM} instructions name, in their order; a rendered one
 *     has one, pinned by digest where the registry knows one
 */
public record Dockerfile(List<ImageReference> bases) {
  /** The build context below the job's folder. */
  public static final String CONTEXT = "context";

  public Dockerfile {
    bases = List.copyOf(bases);
  }
}
