package dev.slipway.packages;

/**
 * An R package at one commit of a GitHub repository.
 *
 * @param reference as the user wrote it
 * @param commit the full commit that the reference means, 40 hexadecimal digits
 * @param description what its DESCRIPTION says at that commit
 * @param tarball the file name of the repository's files at that commit
 */
public record GitHubPackage(
    GitHubReference reference, String commit, Description description, String tarball) {}
