package dev.slipway.engine;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;

/**
 * An image that the registry holds.
 *
 * @param image its full name, with registry and tag
 * @param digest the manifest's digest, as the registry answers it
 */
public record Pushed(ImageReference image, Digest digest) {}
