package dev.slipway.cli;

import dev.slipway.job.OpenedSpec;
import dev.slipway.job.Pipelines;
import dev.slipway.settings.Settings;
import dev.slipway.spec.SpecInvalid;
import java.io.IOException;
import java.nio.file.Path;

/** The folder that Slipway is installed in: it holds {@code routes} and {@code pipelines}. */
final class Home {
  private Home() {}

  /** What the launcher says; without a launcher, the working folder. */
  static Path folder() {
    return Path.of(System.getProperty("slipway.home", "")).toAbsolutePath();
  }

  /** Where the pipeline files are. */
  static Path pipelines() {
    return folder().resolve("pipelines");
  }

  /** Reads a spec that may name any pipeline of {@code pipelines}. */
  static OpenedSpec open(Path spec, Settings settings) throws IOException, SpecInvalid {
    return OpenedSpec.open(spec, Pipelines.names(pipelines()), settings.allowed());
  }
}
