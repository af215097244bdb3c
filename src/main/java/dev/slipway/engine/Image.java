package dev.slipway.engine;

import dev.slipway.image.ImageReference;

/**
 * An image that the engine holds.
 *
 * @param reference its full name, with registry and tag
 * @param id the engine's id of it, {@code sha256:…}, confirmed by inspection
 * @param size bytes on the engine's disk, all layers
 */
public record Image(ImageReference reference, String id, long size) {}
