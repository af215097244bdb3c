package dev.slipway.packages;

import dev.slipway.image.Digest;
import java.util.List;
import java.util.Optional;

/**
 * The exact list of what an image is made of, {@code lock.json}; its schema is {@code
 * lock.schema.json} beside this class.
 *
 * @param lockVersion of this format, 1
 * @param request the digest of what the spec asked for; a lock answers that spec and no other
 * @param base the base image, pinned, and what it says of itself; empty when a Dockerfile of the
 *     user's own says what the image is made of
 * @param snapshot the day whose packages were meant; empty means the newest
 * @param bioconductor the release whose packages were meant; empty when there is none for the R
 * @param repositories those that were asked, in order
 * @param packages every R package beyond those that come with R, each after all that it needs
 * @param system the apt packages, sorted by name
 */
public record Lock(
    int lockVersion,
    Digest request,
    Optional<Base> base,
    Optional<String> snapshot,
    Optional<String> bioconductor,
    List<Repository> repositories,
    List<LockedPackage> packages,
    List<SystemLibrary> system) {
  /** The version of the format. */
  public static final int VERSION = 1;

  public Lock {
    repositories = List.copyOf(repositories);
    packages = List.copyOf(packages);
    system = List.copyOf(system);
  }
}
