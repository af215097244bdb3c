package dev.slipway.spec;

import static java.util.stream.Collectors.toMap;

import dev.slipway.image.ImageReference;
import dev.slipway.spec.Spec.ClusterSection;
import dev.slipway.spec.Spec.CommandTest;
import dev.slipway.spec.Spec.CranPackage;
import dev.slipway.spec.Spec.Packages;
import dev.slipway.spec.Spec.RPackageTest;
import dev.slipway.spec.Spec.Tests;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Node.Sequence;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the {@link Spec} of a document that has no problem left. */
final class SpecBuilder {
  private static final String STANDARD_PIPELINE = "standard";

  private SpecBuilder() {}

  /**
   * @param cluster what {@code cluster.json} is made of, where the document's own section is not
   */
  static Spec build(Node root, Optional<ClusterSection> cluster) {
    return new Spec(
        text(root, "name").orElseThrow(),
        text(root, "image").map(ImageReference::parse).orElseThrow(),
        text(root, "r"),
        text(root, "base").map(ImageReference::parse),
        text(root, "dockerfile"),
        text(root, "snapshot"),
        text(root, "bioconductor"),
        packages(root),
        texts(root, "system"),
        env(root, "env"),
        tests(root),
        cluster.or(() -> root.find("cluster").map(NodeValues::of).map(ClusterSection::new)),
        text(root, "pipeline").orElse(STANDARD_PIPELINE));
  }

  private static Packages packages(Node root) {
    return new Packages(
        texts(root, "packages", "cran").stream().map(SpecBuilder::cranPackage).toList(),
        texts(root, "packages", "github"),
        texts(root, "packages", "bioconductor"),
        texts(root, "packages", "local"));
  }

  private static CranPackage cranPackage(String text) {
    int at = text.indexOf('@');
    return at < 0
        ? new CranPackage(text, Optional.empty())
        : new CranPackage(text.substring(0, at), Optional.of(text.substring(at + 1)));
  }

  private static Tests tests(Node root) {
    return new Tests(
        items(root, "tests", "rPackages").stream().map(SpecBuilder::rPackageTest).toList(),
        items(root, "tests", "commandTests").stream().map(SpecBuilder::commandTest).toList());
  }

  private static RPackageTest rPackageTest(Node test) {
    return new RPackageTest(text(test, "name").orElseThrow(), text(test, "version"));
  }

  private static CommandTest commandTest(Node test) {
    return new CommandTest(
        text(test, "name").orElseThrow(),
        text(test, "command").orElseThrow(),
        texts(test, "args"),
        items(test, "envVars").stream()
            .collect(toMap(v -> text(v, "key").orElseThrow(), v -> text(v, "value").orElseThrow())),
        texts(test, "expectedOutput"),
        texts(test, "excludedOutput"),
        texts(test, "expectedError"),
        texts(test, "excludedError"),
        test.find("exitCode").map(node -> ((Number) ((Scalar) node).value()).intValue()).orElse(0));
  }

  private static Map<String, String> env(Node root, String key) {
    return root.find(key).map(NodeValues::of).orElse(Map.of()).entrySet().stream()
        .collect(toMap(Map.Entry::getKey, e -> (String) e.getValue()));
  }

  private static Optional<String> text(Node node, String key) {
    return node.find(key).map(found -> (String) ((Scalar) found).value());
  }

  private static List<String> texts(Node node, String... keys) {
    return items(node, keys).stream().map(item -> (String) ((Scalar) item).value()).toList();
  }

  private static List<Node> items(Node node, String... keys) {
    return node.find(keys).map(found -> ((Sequence) found).items()).orElse(List.of());
  }
}
