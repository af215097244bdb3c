package dev.slipway.packages;

/**
 * What a package's DESCRIPTION file says of it.
 *
 * @param name the name that {@code library()} takes
 * @param version its version
 */
public record Description(String name, String version) {}
