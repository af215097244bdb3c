package dev.slipway.spec;

import static dev.slipway.spec.document.Problem.Code.PACKAGE;

import dev.slipway.spec.document.FieldPath;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Problems;
import java.util.List;
import java.util.Optional;

/** The rule that every GitHub reference can be read; the schema knows the rough shape alone. */
final class GitHubRules {
  private GitHubRules() {}

  static void check(Node root, Problems problems) {
    List<Node> items = SpecRules.items(root, "packages", "github");
    FieldPath field = FieldPath.ROOT.key("packages").key("github");
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Scalar scalar && scalar.isText()) {
        check(scalar, field.item(i), problems);
      }
    }
  }

  /** What a text refers to, if it is a reference. */
  static Optional<GitHubReference> reference(Scalar text) {
    try {
      return Optional.of(GitHubReference.parse(text.source()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void check(Scalar reference, FieldPath field, Problems problems) {
    try {
      GitHubReference.parse(reference.source());
    } catch (IllegalArgumentException e) {
      problems.add(PACKAGE, reference.at(), field, e.getMessage(), GitHubReference.FORMS);
    }
  }
}
