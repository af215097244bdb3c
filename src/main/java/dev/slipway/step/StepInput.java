package dev.slipway.step;

import java.nio.file.Path;
import java.util.Optional;

/** What a step is given: the records of the job so far, the job's folder, the step's options. */
public interface StepInput {
  /** The job's id, {@code demo-20260102-030405-9f3a}. */
  String jobId();

  /** The job's folder; files written here are in the outbox at the end. */
  Path folder();

  /** The files that came with the spec, by the paths that it names; not there when none came. */
  default Path files() {
    return folder().resolve("files");
  }

  /** The record of that type, if an earlier step (or the job's acceptance) left one. */
  <T extends Record> Optional<T> find(Class<T> type);

  /**
   * The record of that type.
   *
   * @throws IllegalStateException when no earlier step left one: the pipeline lacks a step
   */
  default <T extends Record> T get(Class<T> type) {
    return find(type)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no earlier step of this pipeline left a " + type.getSimpleName()));
  }

  /** The options that the pipeline file gives this step. */
  StepOptions options();

  /** Says one line of progress to whoever watches; it is not kept. */
  void progress(String line);
}
