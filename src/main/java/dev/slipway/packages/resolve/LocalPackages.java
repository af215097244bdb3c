package dev.slipway.packages.resolve;

import dev.slipway.packages.Dcf;
import dev.slipway.packages.DescribedPackage;
import dev.slipway.packages.Description;
import dev.slipway.packages.Source;
import dev.slipway.spec.Spec;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The packages that came with the spec.
 *
 * @param toInstall those that the spec names by their folder
 * @param dependenciesOf those that it names by their DESCRIPTION alone: only what they need is
 *     wanted
 */
record LocalPackages(List<DescribedPackage> toInstall, List<Description> dependenciesOf) {
  private static final String DESCRIPTION = "DESCRIPTION";
  private static final int LONGEST_DESCRIPTION = 1 << 20;

  LocalPackages {
    toInstall = List.copyOf(toInstall);
    dependenciesOf = List.copyOf(dependenciesOf);
  }

  /**
   * Reads what a spec names: each a package's folder or a DESCRIPTION file among its files.
   *
   * @throws StepFailed LOCAL_PACKAGE when there is no package at a path
   */
  static LocalPackages of(Spec spec, Path files) throws StepFailed {
    List<DescribedPackage> toInstall = new ArrayList<>();
    List<Description> dependenciesOf = new ArrayList<>();
    for (String path : spec.packages().local()) {
      Path found = files.resolve(path).normalize();
      if (Files.isDirectory(found)) {
        String folder = files.normalize().relativize(found).toString();
        Description description = describe(path, found.resolve(DESCRIPTION));
        toInstall.add(
            new DescribedPackage(
                description, Source.LOCAL, Optional.empty(), Optional.of(folder), true));
      } else {
        dependenciesOf.add(describe(path, found));
      }
    }
    return new LocalPackages(toInstall, dependenciesOf);
  }

  private static Description describe(String path, Path file) throws StepFailed {
    try {
      if (Files.size(file) > LONGEST_DESCRIPTION) {
        throw new IOException("it is too long");
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return Description.of(Dcf.readFirst(text));
    } catch (IOException | IllegalArgumentException e) {
      String why = e instanceof IOException ? "there is no such file" : e.getMessage();
      throw new StepFailed(
          new Failure(
              Kind.LASTING,
              "LOCAL_PACKAGE",
              "packages.local: %s is no R package with a valid %s: %s."
                  .formatted(path, DESCRIPTION, why),
              "Name the folder that has the package's DESCRIPTION, or a DESCRIPTION file."),
          e);
    }
  }

  /** The description of a package that is to be installed. */
  Optional<Description> find(String name) {
    return toInstall.stream()
        .map(DescribedPackage::description)
        .filter(description -> description.name().equals(name))
        .findFirst();
  }

  /** All of them, whether they are to be installed or not. */
  List<Description> descriptions() {
    return Stream.concat(
            toInstall.stream().map(DescribedPackage::description), dependenciesOf.stream())
        .toList();
  }
}
