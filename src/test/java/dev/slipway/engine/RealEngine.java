package dev.slipway.engine;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.route.CamelDockerCalls;
import dev.slipway.sandbox.SandboxRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The sandbox's engine, through camel-docker as in the program; removes the images of a test from
 * it and from the sandbox's registries.
 */
final class RealEngine implements BeforeEachCallback, AfterEachCallback {
  /** A Debian without R, which the sandbox puts into its registry and its engine. */
  static final String BASE = "127.0.0.1:5000/sandbox/plain:1";

  /** Of this run of the tests, so that others on the same engine are left alone. */
  static final Worker WORKER = Worker.create();

  static final String REGISTRY = SandboxRegistry.PUBLIC.host();
  static final String PRIVATE_REGISTRY = SandboxRegistry.PRIVATE.host();

  private final List<String> images = new ArrayList<>();
  private final List<String> contents = new ArrayList<>();
  private DefaultCamelContext context;
  private Engine engine;
  private EngineCalls calls;

  @Override
  public void beforeEach(ExtensionContext test) {
    context = new DefaultCamelContext();
    context.start();
    engine = new Engine(Optional.empty());
    calls = new CamelDockerCalls(context, engine);
  }

  @Override
  public void afterEach(ExtensionContext test) throws Exception {
    operations().removeImage(new Hold(WORKER).name(TestInput.JOB).toString());
    images.forEach(this::remove);
    contents.stream()
        .filter(id -> operations().image(id).isPresent())
        .forEach(id -> engine.client().removeImageCmd(id).withForce(true).exec());
    context.stop();
  }

  Engine engine() {
    return engine;
  }

  EngineCalls calls() {
    return calls;
  }

  Operations operations() {
    return new Operations(calls);
  }

  /** Removes the image when the test is over. */
  String forgotten(String image) {
    images.add(image);
    return image;
  }

  /** Removes the image that has that id, named or not, when the test is over. */
  void forgottenContent(String id) {
    contents.add(id);
  }

  /** The containers of the test's job that are still there. */
  int containersLeft() {
    return engine
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Labels.of(WORKER, TestInput.JOB))
        .exec()
        .size();
  }

  private void remove(String image) {
    ImageReference reference = ImageReference.parse(image);
    reference
        .host()
        .filter(host -> host.equals(REGISTRY) || host.equals(PRIVATE_REGISTRY))
        .ifPresent(host -> unpublish(new SandboxRegistry(host), reference));
    if (operations().image(image).isPresent()) {
      engine.client().removeImageCmd(image).exec();
    }
  }

  private static void unpublish(SandboxRegistry registry, ImageReference image) {
    String reference = image.digest().map(Digest::value).or(image::tag).orElseThrow();
    registry.remove(image.path(), reference);
  }
}
