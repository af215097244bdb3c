package dev.slipway.engine;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.step.StepFailed;
import java.util.Optional;

/** Asks registries what they have, by the OCI distribution specification 1.1. */
public final class RegistryClient {
  private final RegistryLogin login;
  private final Operations operations;

  /**
   * @param calls tells which registries the operator allows to be without TLS: those in the
   *     engine's {@code insecure-registries}
   */
  public RegistryClient(DockerCredentials credentials, EngineCalls calls) {
    this.login = new RegistryLogin(credentials);
    this.operations = new Operations(calls);
  }

  /**
   * The digest of the manifest (or index) that the image's digest, tag or, without one, {@code
   * latest} means.
   *
   * @return empty when the registry has no such image, or Docker Hub hides whether it has
   * @throws StepFailed when the registry cannot be reached, refuses the login, or has a fault
   */
  public Optional<Digest> digestOf(ImageReference image) throws StepFailed, InterruptedException {
    return open(image).digest();
  }

  /** The image in its registry, which is not asked before it is used; one login serves it all. */
  RegistryImage open(ImageReference image) {
    Registry registry = Registry.of(image);
    return new RegistryImage(image, registry, new RegistryRequests(login, operations, registry));
  }
}
