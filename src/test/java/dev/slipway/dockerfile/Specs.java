package dev.slipway.dockerfile;

import dev.slipway.image.ImageReference;
import dev.slipway.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Specs for tests: an image with R 4.2.2 alone, and variations of it. */
final class Specs {
  static final Spec PLAIN = of(Optional.of("4.2.2"), Optional.empty(), Map.of());

  private Specs() {}

  static Spec withEnv(Map<String, String> env) {
    return of(PLAIN.r(), Optional.empty(), env);
  }

  static Spec withDockerfile(String dockerfile) {
    return of(Optional.empty(), Optional.of(dockerfile), Map.of());
  }

  private static Spec of(Optional<String> r, Optional<String> dockerfile, Map<String, String> env) {
    return new Spec(
        "demo",
        ImageReference.parse("demo/custom-r-ver:1.0"),
        r,
        Optional.empty(),
        dockerfile,
        Optional.of("2024-06-13"),
        Optional.empty(),
        Spec.Packages.NONE,
        List.of(),
        env,
        Spec.Tests.NONE,
        Optional.empty(),
        "standard");
  }
}
