package dev.slipway.engine;

import java.util.Map;

/** The labels by which what we left on an engine can be found. */
final class Labels {
  /** On everything that we made; its value is {@code true}. */
  static final String OURS = "dev.slipway";

  /** On containers: the id of the worker that made it. */
  static final String WORKER = "dev.slipway.worker";

  /** On a job's containers: its id. */
  static final String JOB = "dev.slipway.job";

  /** An image's are part of its content, which must be the same whoever builds it. */
  static final Map<String, String> IMAGE = Map.of(OURS, "true");

  private Labels() {}

  /** Those of a job's container. */
  static Map<String, String> of(Worker worker, String jobId) {
    return Map.of(OURS, "true", WORKER, worker.id(), JOB, jobId);
  }

  /** Those of a container that belongs to no job. */
  static Map<String, String> of(Worker worker) {
    return Map.of(OURS, "true", WORKER, worker.id());
  }
}
