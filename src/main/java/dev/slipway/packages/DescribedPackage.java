package dev.slipway.packages;

import java.util.Optional;

/**
 * A package that no repository has to be asked for, because its files are at hand.
 *
 * @param description what its DESCRIPTION says
 * @param source {@link Source#GITHUB} or {@link Source#LOCAL}
 * @param gitHub its commit; empty unless it comes from GitHub
 * @param path its folder among the spec's files; empty unless it is local
 * @param requested whether the spec names it; false when another package's {@code Remotes} do
 */
public record DescribedPackage(
    Description description,
    Source source,
    Optional<GitHubCommit> gitHub,
    Optional<String> path,
    boolean requested) {}
