package dev.slipway.dockerfile;

import dev.slipway.image.ImageReference;
import dev.slipway.spec.Spec;
import dev.slipway.spec.Spec.CranPackage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Specs for tests: an image with R 4.2.2 alone, and variations of it. */
final class Specs {
  static final Spec PLAIN =
      new Spec(
          "demo",
          ImageReference.parse("demo/custom-r-ver:1.0"),
          Optional.of("4.2.2"),
          Optional.empty(),
          Optional.empty(),
          Optional.of("2024-06-13"),
          Optional.empty(),
          Spec.Packages.NONE,
          List.of(),
          Map.of(),
          Spec.Tests.NONE,
          Optional.empty(),
          "standard");

  private Specs() {}

  /** Each as {@code name} or {@code name@version}. */
  static Spec cran(String... packages) {
    return with(new Spec.Packages(cranPackages(packages), List.of(), List.of(), List.of()));
  }

  static Spec bioconductor(String... names) {
    return with(new Spec.Packages(List.of(), List.of(), List.of(names), List.of()));
  }

  static Spec gitHub(String... references) {
    return with(new Spec.Packages(List.of(), List.of(references), List.of(), List.of()));
  }

  static List<CranPackage> cranPackages(String... packages) {
    return Arrays.stream(packages)
        .map(text -> text.split("@", 2))
        .map(
            parts ->
                new CranPackage(parts[0], Optional.ofNullable(parts.length > 1 ? parts[1] : null)))
        .toList();
  }

  static Spec with(Spec.Packages packages) {
    return new Spec(
        PLAIN.name(),
        PLAIN.image(),
        PLAIN.r(),
        PLAIN.base(),
        PLAIN.dockerfile(),
        PLAIN.snapshot(),
        PLAIN.bioconductor(),
        packages,
        PLAIN.system(),
        PLAIN.env(),
        PLAIN.tests(),
        PLAIN.cluster(),
        PLAIN.pipeline());
  }

  static Spec withSystem(Spec spec, List<String> system) {
    return new Spec(
        spec.name(),
        spec.image(),
        spec.r(),
        spec.base(),
        spec.dockerfile(),
        spec.snapshot(),
        spec.bioconductor(),
        spec.packages(),
        system,
        spec.env(),
        spec.tests(),
        spec.cluster(),
        spec.pipeline());
  }

  static Spec withEnv(Spec spec, Map<String, String> env) {
    return new Spec(
        spec.name(),
        spec.image(),
        spec.r(),
        spec.base(),
        spec.dockerfile(),
        spec.snapshot(),
        spec.bioconductor(),
        spec.packages(),
        spec.system(),
        env,
        spec.tests(),
        spec.cluster(),
        spec.pipeline());
  }

  static Spec withBase(Spec spec, String base, Optional<String> snapshot) {
    return new Spec(
        spec.name(),
        spec.image(),
        Optional.empty(),
        Optional.of(ImageReference.parse(base)),
        spec.dockerfile(),
        snapshot,
        spec.bioconductor(),
        spec.packages(),
        spec.system(),
        spec.env(),
        spec.tests(),
        spec.cluster(),
        spec.pipeline());
  }

  static Spec withR(Spec spec, String r) {
    return new Spec(
        spec.name(),
        spec.image(),
        Optional.of(r),
        spec.base(),
        spec.dockerfile(),
        spec.snapshot(),
        spec.bioconductor(),
        spec.packages(),
        spec.system(),
        spec.env(),
        spec.tests(),
        spec.cluster(),
        spec.pipeline());
  }
}
