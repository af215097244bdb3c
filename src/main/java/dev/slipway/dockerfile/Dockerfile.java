package dev.slipway.dockerfile;

import dev.slipway.image.ImageReference;
import dev.slipway.packages.WantedPackage;
import java.util.List;

/**
 * A rendered Dockerfile; the file and all that it copies lie in the job's {@code context} folder.
 *
 * @param base the image of its {@code FROM}, pinned by digest where the registry knows one
 * @param packages what the image must hold when it is built
 */
public record Dockerfile(ImageReference base, List<WantedPackage> packages) {
  /** The build context below the job's folder. */
  public static final String CONTEXT = "context";

  public Dockerfile {
    packages = List.copyOf(packages);
  }
}
