package dev.slipway.packages;

import dev.slipway.image.ImageReference;

/**
 * An image with R to build on, and what it says of itself.
 *
 * @param image pinned by digest where a registry knows one
 * @param r its version of R, {@code 4.4.1}
 * @param architecture as the OCI image specification has it, {@code amd64}
 */
public record Base(
    ImageReference image, String r, String architecture, Distribution distribution) {}
