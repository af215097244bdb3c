package dev.slipway.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.slipway.image.ImageReference;
import dev.slipway.step.Classifier;
import dev.slipway.step.Evidence;
import dev.slipway.step.StepFailed;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings the base image to the engine before the build: a build without a session has no
 * credentials, and some engines then find no base that they do not hold.
 */
final class BaseImage {
  private static final String FAILED = "BASE_PULL_FAILED";

  private final Engine engine;
  private final Operations operations;
  private final DockerCredentials credentials;

  BaseImage(Engine engine, Operations operations, DockerCredentials credentials) {
    this.engine = engine;
    this.operations = operations;
    this.credentials = credentials;
  }

  /**
   * Pulls the image unless the engine has that very content.
   *
   * @throws StepFailed ADDRESS_REFUSED, BASE_ONBUILD when it has ONBUILD triggers, or why it cannot
   *     be pulled
   */
  void bring(ImageReference base, Consumer<String> log) throws StepFailed, InterruptedException {
    if (operations.image(contentName(base)).isPresent()) {
      log.accept("base image " + base + " is there");
    } else {
      pull(base, log);
    }
    Optional<InspectImageResponse> image = operations.image(contentName(base));
    if (image.isPresent()) {
      ImageConfig.of(image.get()).requireNoTriggers(base);
    }
  }

  private void pull(ImageReference base, Consumer<String> log)
      throws StepFailed, InterruptedException {
    Registry registry = Registry.of(base);
    registry.requireAllowed();
    log.accept("pulling base image " + base);
    Optional<Credentials> login = credentials.find(registry);
    PullImageCmd pull =
        engine
            .client()
            .pullImageCmd(base.repository())
            .withTag(base.digest().map(Object::toString).or(base::tag).orElse("latest"));
    login.ifPresent(found -> pull.withAuthConfig(found.forEngine(registry.credentialsKey())));
    try (Answers<PullResponseItem> answers = new Answers<>()) {
      pull.exec(answers);
      follow(base, answers, log);
    } catch (RuntimeException e) {
      throw engine.failed(FAILED, "pulling " + base, e);
    }
  }

  private static void follow(
      ImageReference base, Answers<PullResponseItem> answers, Consumer<String> log)
      throws StepFailed, InterruptedException {
    StreamItems items = new StreamItems();
    for (var item = answers.next(); item.isPresent(); item = answers.next()) {
      Optional<String> error = StreamItems.error(item.get());
      if (error.isPresent()) {
        throw Classifier.classify(
                FAILED,
                "the base image " + base + " cannot be pulled: " + error.get(),
                Evidence.of(error.get()))
            .thrown();
      }
      items.line(item.get()).ifPresent(log);
    }
  }

  /** The name by which the engine knows that very content, where a digest pins it. */
  static String contentName(ImageReference base) {
    return base.digest().map(digest -> base.repository() + "@" + digest).orElse(base.toString());
  }
}
