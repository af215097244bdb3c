package dev.slipway.packages;

import java.util.List;
import java.util.Optional;

/**
 * An R package with everything that must be known to install it again just so.
 *
 * @param name the name that {@code library()} takes
 * @param version exact
 * @param source where it comes from
 * @param repository the repository's name, {@code CRAN}; empty unless it comes from one
 * @param url of its archive in that repository
 * @param md5 of that archive as the repository's index has it, 32 hexadecimal digits; not every
 *     index has one
 * @param gitHub its commit; empty unless it comes from GitHub
 * @param path its folder among the spec's files, {@code mypkg}; empty unless it is local
 * @param dependencies the packages of the same lock that it needs, sorted
 * @param requested whether the spec names it, and so whether the image is tested to load it
 */
public record LockedPackage(
    String name,
    String version,
    Source source,
    Optional<String> repository,
    Optional<String> url,
    Optional<String> md5,
    Optional<GitHubCommit> gitHub,
    Optional<String> path,
    List<String> dependencies,
    boolean requested) {
  public LockedPackage {
    dependencies = List.copyOf(dependencies);
  }
}
