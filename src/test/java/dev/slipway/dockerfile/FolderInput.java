package dev.slipway.dockerfile;

import dev.slipway.spec.Spec;
import dev.slipway.step.StepInput;
import dev.slipway.step.StepOptions;
import java.nio.file.Path;
import java.util.Optional;

/** A job that is a folder and a spec. */
record FolderInput(Path folder, Spec spec) implements StepInput {
  @Override
  public String jobId() {
    return "demo-20260102-030405-9f3a";
  }

  @Override
  public <T extends Record> Optional<T> find(Class<T> type) {
    return type == Spec.class ? Optional.of(type.cast(spec)) : Optional.empty();
  }

  @Override
  public StepOptions options() {
    return StepOptions.NONE;
  }

  @Override
  public void progress(String line) {}
}
