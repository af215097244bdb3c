package dev.slipway.dockerfile;

import dev.slipway.packages.Lock;
import dev.slipway.spec.Spec;
import dev.slipway.step.StepInput;
import dev.slipway.step.StepOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A job that is a folder, a spec and the spec's lock. */
record FolderInput(Path folder, Spec spec, Lock lock) implements StepInput {
  @Override
  public String jobId() {
    return "demo-20260102-030405-9f3a";
  }

  @Override
  public <T extends Record> Optional<T> find(Class<T> type) {
    return Stream.of(spec, lock).filter(type::isInstance).map(type::cast).findFirst();
  }

  @Override
  public StepOptions options() {
    return StepOptions.NONE;
  }

  @Override
  public void progress(String line) {}
}
