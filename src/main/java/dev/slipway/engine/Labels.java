package dev.slipway.engine;

/** The labels by which what we left on an engine can be found. */
final class Labels {
  /** On everything that we made; its value is {@code true}. */
  static final String OURS = "dev.slipway";

  /** On containers: the id of their job. */
  static final String JOB = "dev.slipway.job";

  private Labels() {}
}
