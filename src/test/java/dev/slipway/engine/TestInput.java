package dev.slipway.engine;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.image.ImageReference;
import dev.slipway.spec.Spec;
import dev.slipway.step.StepInput;
import dev.slipway.step.StepOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A job of a test: its folder and the records that its earlier steps left. */
record TestInput(
    String jobId, Path folder, List<Record> records, StepOptions options, List<String> said)
    implements StepInput {
  static final String JOB = "engine-20260102-030405-9f3a";

  /** A job that builds that Dockerfile. */
  static TestInput building(Path folder, String image, String base, String dockerfile) {
    try {
      Path context = Files.createDirectories(folder.resolve(Dockerfile.CONTEXT));
      Files.writeString(context.resolve("Dockerfile"), dockerfile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(folder, List.of(spec(image), new Dockerfile(List.of(ImageReference.parse(base)))));
  }

  /** A job that pushes that image. */
  static TestInput pushing(Path folder, Image image) {
    return of(folder, List.of(image));
  }

  private static TestInput of(Path folder, List<Record> records) {
    return new TestInput(JOB, folder, records, StepOptions.NONE, new CopyOnWriteArrayList<>());
  }

  /** The same work in another job. */
  TestInput ofJob(String job) {
    return new TestInput(job, folder, records, options, said);
  }

  TestInput with(String option, String value) {
    return new TestInput(jobId, folder, records, new StepOptions(Map.of(option, value)), said);
  }

  private static Spec spec(String image) {
    return new Spec(
        "engine",
        ImageReference.parse(image),
        Optional.of("4.2.2"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Spec.Packages.NONE,
        List.of(),
        Map.of(),
        Spec.Tests.NONE,
        Optional.empty(),
        "standard");
  }

  @Override
  public <T extends Record> Optional<T> find(Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  @Override
  public void progress(String line) {
    said.add(line);
  }
}
