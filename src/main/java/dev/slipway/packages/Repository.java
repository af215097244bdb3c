package dev.slipway.packages;

/**
 * A package repository, as R has it in {@code options(repos)}.
 *
 * @param name the name that R gives it, {@code CRAN}
 * @param url without {@code /src/contrib}
 */
public record Repository(String name, String url) {}
