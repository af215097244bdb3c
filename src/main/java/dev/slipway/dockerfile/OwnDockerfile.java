package dev.slipway.dockerfile;

import dev.slipway.dockerfile.NamedImages.Named;
import dev.slipway.image.ImageReference;
import dev.slipway.settings.Allowed;
import dev.slipway.settings.Allowed.Refusal;
import dev.slipway.spec.document.Printable;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A Dockerfile that the user wrote.
 *
 * @param text as it is
 * @param folder whose files are its build context
 */
record OwnDockerfile(String text, Path folder) {
  /**
   * @param given a path among the spec's files when it is one line, else the text itself
   * @throws StepFailed DOCKERFILE_MISSING when there is no such file
   */
  static OwnDockerfile read(String given, Path files) throws StepFailed {
    if (given.strip().contains("\n")) {
      return new OwnDockerfile(given, files);
    }
    Path file = files.resolve(given.strip()).normalize();
    try {
      return new OwnDockerfile(Files.readString(file), file.getParent());
    } catch (IOException e) {
      throw new StepFailed(
          new Failure(
              Kind.LASTING,
              "DOCKERFILE_MISSING",
              "The Dockerfile " + given + " did not come with the spec, or is not UTF-8 text.",
              "Drop a folder or an archive that holds the spec and the Dockerfile."),
          e);
    }
  }

  /**
   * The images that it begins from, except its own stages and those that a build argument without a
   * default names. A name that is none is for the build to refuse, with its line.
   */
  List<ImageReference> bases() {
    return NamedImages.in(Instructions.of(text)).stream()
        .filter(Named::stage)
        .flatMap(named -> image(named).stream())
        .toList();
  }

  /**
   * Requires that all images that it names are allowed: those that it begins from, copies from and
   * mounts, and its frontend.
   *
   * @throws StepFailed NOT_ALLOWED for the first that is not; also for one whose name depends on
   *     more than the file, unless every base is allowed
   */
  void require(Allowed allowed) throws StepFailed {
    for (Named named : NamedImages.in(text)) {
      Optional<Refusal> refusal =
          image(named)
              .map(allowed::base)
              .orElseGet(() -> Allowed.address(host(named.name())).or(() -> unclear(allowed)));
      if (refusal.isPresent()) {
        throw notAllowed(named, refusal.get());
      }
    }
    for (Named host : NamedImages.hosts(text)) {
      Optional<Refusal> refusal = Allowed.address(Optional.of(host.name()));
      if (refusal.isPresent()) {
        throw notAllowed(host, refusal.get());
      }
    }
  }

  private static Optional<Refusal> unclear(Allowed allowed) {
    return allowed.anyBase()
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                "is no plain name of an image, so nobody can tell whether it is allowed",
                "write the image's name out"));
  }

  private static Optional<String> host(String name) {
    return Optional.of(name.replaceFirst("/.*", "")).filter(host -> !host.equals(name));
  }

  private static StepFailed notAllowed(Named named, Refusal refusal) {
    String name = Printable.quoted(named.name());
    return refusal.thrown("The Dockerfile's line %d: %s".formatted(named.line(), name));
  }

  private static Optional<ImageReference> image(Named named) {
    try {
      return Optional.of(ImageReference.parse(named.name()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
