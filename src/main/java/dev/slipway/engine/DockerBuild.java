package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.command.InspectImageResponse;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.image.ImageReference;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.OptionType;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** The step {@code docker-build}: a Dockerfile with its context becomes an {@link Image}. */
public final class DockerBuild implements Step {
  /** What the build prints, in the job's folder. */
  private static final String LOG = "build.log";

  private static final String TIMEOUT = "timeout";
  private static final Duration OTHERWISE = Duration.ofHours(2);
  private static final Duration SILENCE = Duration.ofMinutes(5);
  private static final String FAILED = "BUILD_FAILED";

  private final Engine engine;
  private final Operations operations;
  private final BaseImage bases;
  private final Settings settings;

  public DockerBuild(
      Engine engine, EngineCalls calls, DockerCredentials credentials, Settings settings) {
    this.engine = engine;
    this.operations = new Operations(calls);
    this.bases = new BaseImage(engine, operations, credentials);
    this.settings = settings;
  }

  /** {@code timeout}: for the pull of the base and the build together, 2h unless given. */
  @Override
  public Map<String, OptionType> options() {
    return Map.of(TIMEOUT, OptionType.DURATION);
  }

  @Override
  public Set<Class<? extends Record>> reads() {
    return Set.of(Dockerfile.class);
  }

  @Override
  public Class<? extends Record> leaves() {
    return Image.class;
  }

  @Override
  public Image run(StepInput input) throws StepFailed, InterruptedException {
    Duration limit = input.options().duration(TIMEOUT, OTHERWISE);
    ImageReference reference = reference(input);
    engine.check();
    try (StepLog log = new StepLog(input, LOG)) {
      Deadline deadline = Deadline.in(limit);
      for (ImageReference base : input.get(Dockerfile.class).bases()) {
        bases.pull(base, log, deadline);
      }
      BuildOutput output = build(input, reference, log, deadline);
      return confirm(reference, output);
    } catch (TimeoutException e) {
      throw new StepFailed(tooLong(limit), e);
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

  private BuildOutput build(
      StepInput input, ImageReference reference, StepLog log, Deadline deadline)
      throws StepFailed, InterruptedException, TimeoutException {
    BuildRequest request =
        new BuildRequest(
            input.folder().resolve(Dockerfile.CONTEXT), reference, settings.buildNetwork());
    BuildOutput output = new BuildOutput(log);
    try (Answers<JsonNode> answers = request.send(engine.transport())) {
      Optional<JsonNode> item = next(answers, log, deadline);
      while (item.isPresent()) {
        output.accept(item.get());
        item = next(answers, log, deadline);
      }
    } finally {
      output.end();
    }
    if (output.error().isPresent()) {
      throw BuildFailure.of(output).thrown();
    }
    return output;
  }

  /** A package may compile for long without a word, so silence is no failure; but it is said. */
  private static Optional<JsonNode> next(Answers<JsonNode> answers, StepLog log, Deadline deadline)
      throws InterruptedException, TimeoutException {
    while (true) {
      try {
        return answers.next(deadline.atMost(SILENCE));
      } catch (TimeoutException e) {
        if (deadline.left() <= 0) {
          throw e;
        }
        log.accept("(nothing said for " + SILENCE.toMinutes() + " minutes)");
      }
    }
  }

  /** Only what the engine shows under the name counts as built. */
  private Image confirm(ImageReference reference, BuildOutput output) throws StepFailed {
    InspectImageResponse image =
        operations
            .image(reference.toString())
            .orElseThrow(() -> unconfirmed("the engine has no image " + reference).thrown());
    String id = image.getId();
    if (output.imageId().isPresent() && !id.startsWith(output.imageId().get())) {
      throw unconfirmed(
              "%s is %s, but the build made %s".formatted(reference, id, output.imageId().get()))
          .thrown();
    }
    return new Image(reference, id, Optional.ofNullable(image.getSize()).orElse(0L));
  }

  private static Failure unconfirmed(String what) {
    return new Failure(
        Kind.UNCLASSIFIED,
        "IMAGE_NOT_CONFIRMED",
        "the build ended without an error, but " + what,
        "Look whether something else moves this tag at the same time.");
  }

  private static Failure tooLong(Duration limit) {
    return new Failure(
        Kind.RESOURCE,
        "BUILD_TIMEOUT",
        "the build was stopped after its time limit of " + limit.toSeconds() + " seconds",
        "Ask for less, or raise `timeout` of docker-build in the pipeline file.",
        List.of());
  }
}
