package dev.slipway.packages.github;

import dev.slipway.packages.Description;
import dev.slipway.packages.GitHubCommit;

/**
 * An R package at one commit of a GitHub repository.
 *
 * @param description what its DESCRIPTION says at that commit
 * @param requested whether the spec names it; else another package's {@code Remotes} led to it
 */
public record GitHubPackage(GitHubCommit commit, Description description, boolean requested) {}
