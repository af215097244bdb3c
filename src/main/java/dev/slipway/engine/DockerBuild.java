package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.command.InspectImageResponse;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.image.ImageReference;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The step {@code docker-build}: a Dockerfile with its context becomes an {@link Image}. */
public final class DockerBuild implements Step {
  /** What the build prints, in the job's folder. */
  private static final String LOG = "build.log";

  private static final String FAILED = "BUILD_FAILED";

  private final Engine engine;
  private final Operations operations;
  private final BaseImage bases;
  private final Settings settings;
  private final Hold hold;

  public DockerBuild(
      Engine engine,
      EngineCalls calls,
      DockerCredentials credentials,
      Settings settings,
      Worker worker) {
    this.engine = engine;
    this.hold = new Hold(worker);
    this.operations = new Operations(calls);
    this.bases = new BaseImage(engine, operations, credentials);
    this.settings = settings;
  }

  @Override
  public Set<Class<? extends Record>> reads() {
    return Set.of(Dockerfile.class);
  }

  @Override
  public Class<? extends Record> leaves() {
    return Image.class;
  }

  /** Whether the engine has the image, whatever its names are. */
  @Override
  public boolean isThere(Record left) throws StepFailed, InterruptedException {
    Image image = (Image) left;
    engine.check();
    try {
      return operations.image(image.id()).isPresent();
    } catch (RuntimeException e) {
      throw engine.failed("ENGINE_FAILED", "looking for the image " + image.reference(), e);
    }
  }

  @Override
  public Image run(StepInput input) throws StepFailed, InterruptedException {
    ImageReference reference = reference(input);
    engine.check();
    try (StepLog log = new StepLog(input, LOG)) {
      for (ImageReference base : input.get(Dockerfile.class).bases()) {
        bases.bring(base, log);
      }
      ImageReference held = hold.name(input.jobId());
      BuildOutput output = build(input, List.of(reference, held), log);
      return confirm(reference, held, output);
    } catch (RuntimeException e) {
      throw engine.failed(FAILED, "building " + reference, e);
    }
  }

  /** The image's whole name: with the registry and a tag, whatever the spec left out. */
  private ImageReference reference(StepInput input) {
    ImageReference wanted = input.get(Spec.class).image();
    ImageReference tagged = wanted.tag().isPresent() ? wanted : wanted.withTag(input.jobId());
    return tagged.host().isPresent()
        ? tagged
        : settings.registry().map(tagged::onRegistry).orElse(tagged);
  }

  private BuildOutput build(StepInput input, List<ImageReference> names, StepLog log)
      throws StepFailed, InterruptedException {
    Path context = input.folder().resolve(Dockerfile.CONTEXT);
    BuildRequest request = new BuildRequest(context, names, settings.buildNetwork());
    BuildOutput output = new BuildOutput(log);
    try (Answers<JsonNode> answers = request.send(engine.transport())) {
      for (var item = answers.next(); item.isPresent(); item = answers.next()) {
        output.accept(item.get());
      }
    } finally {
      output.end();
    }
    if (output.error().isPresent()) {
      throw BuildFailure.of(output).thrown();
    }
    if (!output.failedInstallation().isEmpty()) {
      throw BuildFailure.ofInstallation(output).thrown();
    }
    return output;
  }

  /**
   * Only what the engine shows counts as built: under the name that is this job's alone, for
   * another build may have taken over the other one already.
   */
  private Image confirm(ImageReference reference, ImageReference held, BuildOutput output)
      throws StepFailed {
    InspectImageResponse image =
        operations
            .image(held.toString())
            .orElseThrow(() -> unconfirmed("the engine has no image " + held).thrown());
    String id = image.getId();
    if (output.imageId().isPresent() && !id.startsWith(output.imageId().get())) {
      throw unconfirmed(
              "%s is %s, but the build made %s".formatted(held, id, output.imageId().get()))
          .thrown();
    }
    return new Image(reference, id, Optional.ofNullable(image.getSize()).orElse(0L));
  }

  private static Failure unconfirmed(String what) {
    return new Failure(
        Kind.UNCLASSIFIED,
        "IMAGE_NOT_CONFIRMED",
        "the build ended without an error, but " + what,
        "Look whether something else removes images from this engine at the same time.");
  }
}
