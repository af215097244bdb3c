package dev.slipway.engine;

/**
 * Whose jobs an engine's containers and images belong to: the work folder's, so that what a process
 * left behind is found by the next one that has the folder to itself.
 *
 * @param id eight hexadecimal digits
 */
public record Worker(String id) {}
