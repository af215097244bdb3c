package dev.slipway.smoke;

import dev.slipway.engine.Image;
import dev.slipway.image.ImageReference;
import dev.slipway.packages.Locks;
import dev.slipway.spec.Spec;
import dev.slipway.spec.Spec.CommandTest;
import dev.slipway.spec.Spec.Packages;
import dev.slipway.spec.Spec.RPackageTest;
import dev.slipway.spec.Spec.Tests;
import dev.slipway.step.StepInput;
import dev.slipway.step.StepOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A job that has come as far as the smoke test. */
final class TestJob implements StepInput {
  static final String ID = "demo-20240613-120000-5a5a";

  final List<String> progress = new ArrayList<>();
  private final Path folder;
  private final Locks locks = new Locks();
  private final List<RPackageTest> rPackages = new ArrayList<>();
  private final List<CommandTest> commands = new ArrayList<>();
  private String image = "sha256:" + "1".repeat(64);
  private StepOptions options = StepOptions.NONE;

  TestJob(Path folder) {
    this.folder = folder;
  }

  /** Wants these packages: {@code jsonlite}, or {@code jsonlite@1.8.4} as its lock has it. */
  TestJob wants(String... names) {
    for (String name : names) {
      String[] parts = name.split("@");
      if (parts.length > 1) {
        locks.cran(parts[0], parts[1]);
      } else {
        rPackages.add(new RPackageTest(name, Optional.empty()));
      }
    }
    return this;
  }

  TestJob wantsR(String version) {
    locks.r(version);
    return this;
  }

  TestJob tests(String name, String version) {
    rPackages.add(new RPackageTest(name, Optional.of(version)));
    return this;
  }

  TestJob tests(CommandTest command) {
    commands.add(command);
    return this;
  }

  TestJob in(String imageId) {
    image = imageId;
    return this;
  }

  TestJob with(Map<String, String> stepOptions) {
    options = new StepOptions(stepOptions);
    return this;
  }

  @Override
  public String jobId() {
    return ID;
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public <T extends Record> Optional<T> find(Class<T> type) {
    ImageReference name = ImageReference.parse("127.0.0.1:5000/demo/custom-r-ver:1.0");
    return Stream.of(spec(name), locks.lock(), new Image(name, image, 1))
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  private Spec spec(ImageReference name) {
    return new Spec(
        "demo",
        name,
        Optional.of("4.2.2"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Packages.NONE,
        List.of(),
        Map.of(),
        new Tests(rPackages, commands),
        Optional.empty(),
        "standard");
  }

  @Override
  public StepOptions options() {
    return options;
  }

  @Override
  public void progress(String line) {
    progress.add(line);
  }
}
