package dev.slipway.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PushResponseItem;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.step.Classifier;
import dev.slipway.step.Evidence;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The step {@code push}: the tested image gets its one tag, whatever has it meanwhile, and goes to
 * its registry, which is then asked what it holds.
 */
public final class Push implements Step {
  /** What the push says, in the job's folder. */
  private static final String LOG = "push.log";

  private static final String FAILED = "PUSH_FAILED";

  private final Engine engine;
  private final Operations operations;
  private final DockerCredentials credentials;
  private final RegistryClient registries;

  public Push(
      Engine engine, EngineCalls calls, DockerCredentials credentials, RegistryClient registries) {
    this.engine = engine;
    this.operations = new Operations(calls);
    this.credentials = credentials;
    this.registries = registries;
  }

  @Override
  public Set<Class<? extends Record>> reads() {
    return Set.of(Image.class);
  }

  @Override
  public Class<? extends Record> leaves() {
    return Pushed.class;
  }

  @Override
  public Pushed run(StepInput input) throws StepFailed, InterruptedException {
    Image tested = input.get(Image.class);
    ImageReference image = tested.reference();
    Registry.of(image).requireAllowed();
    Ping ping = engine.ping();
    try (StepLog log = new StepLog(input, LOG)) {
      log.accept("pushing " + image);
      // Another job of the same name may have moved the tag since this one was tested.
      operations.tag(tested.id(), image);
      Optional<Digest> said = push(image, log);
      // Podman may compress anew on the way: its own digest is then not the registry's.
      Digest held = confirm(image, ping.podman() ? Optional.empty() : said);
      if (!ping.podman()) {
        confirmTested(tested, held);
      }
      log.accept(Registry.of(image).host() + " holds " + image + " as " + held);
      return new Pushed(image, held);
    } catch (RuntimeException e) {
      throw engine.failed(FAILED, "pushing " + image, e);
    }
  }

  private Optional<Digest> push(ImageReference image, Consumer<String> log)
      throws StepFailed, InterruptedException {
    Registry registry = Registry.of(image);
    AuthConfig login =
        credentials
            .find(registry)
            .map(found -> found.forEngine(registry.credentialsKey()))
            .orElseGet(AuthConfig::new);
    PushOutput output = new PushOutput(log);
    try (Answers<PushResponseItem> answers = new Answers<>()) {
      engine
          .client()
          .pushImageCmd(image.repository())
          .withTag(image.tag().orElseThrow())
          .withAuthConfig(login)
          .exec(answers);
      for (var item = answers.next(); item.isPresent(); item = answers.next()) {
        output.accept(item.get());
      }
    }
    if (output.error().isPresent()) {
      throw refused(image, output.error().get()).thrown();
    }
    return output.digest();
  }

  private Digest confirm(ImageReference image, Optional<Digest> said)
      throws StepFailed, InterruptedException {
    Digest held =
        registries
            .digestOf(image)
            .orElseThrow(
                () -> wrong(image + " was pushed, but the registry does not have it").thrown());
    if (said.isPresent() && !said.get().equals(held)) {
      throw wrong(
              "%s was pushed as %s, but the registry holds %s".formatted(image, said.get(), held))
          .thrown();
    }
    return held;
  }

  /** The tag may move between our naming the image and the engine's reading the name. */
  private void confirmTested(Image tested, Digest held) throws StepFailed {
    ImageReference image = tested.reference();
    boolean pushed =
        operations.image(tested.id()).map(InspectImageResponse::getRepoDigests).stream()
            .flatMap(List::stream)
            .map(ImageReference::parse)
            .filter(name -> Registry.sameRepository(name, image))
            .anyMatch(name -> name.digest().equals(Optional.of(held)));
    if (!pushed) {
      throw wrong(
              "the registry holds %s as %s, which is not the tested image %s"
                  .formatted(image, held, tested.id()))
          .thrown();
    }
  }

  private static Failure refused(ImageReference image, String error) {
    return Classifier.classify(
        FAILED, "the push of " + image + " failed: " + error, Evidence.of(error));
  }

  private static Failure wrong(String what) {
    return new Failure(
        Kind.UPLOAD,
        "DIGEST_MISMATCH",
        what,
        "Look whether something else pushes this tag at the same time.");
  }
}
