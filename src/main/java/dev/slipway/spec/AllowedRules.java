package dev.slipway.spec;

import static dev.slipway.spec.document.Problem.Code.IMAGE;
import static dev.slipway.spec.document.Problem.Code.PACKAGE;
import static dev.slipway.spec.document.Problem.Code.VALUE;

import dev.slipway.image.ImageReference;
import dev.slipway.settings.Allowed;
import dev.slipway.settings.Allowed.Refusal;
import dev.slipway.spec.document.FieldPath;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Printable;
import dev.slipway.spec.document.Problem.Code;
import dev.slipway.spec.document.Problems;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rule that a spec names only what the operator allows. It passes over what is no name at all:
 * other rules have reported that.
 */
final class AllowedRules {
  private static final int LONGEST_MESSAGE = 1000;

  private final Node root;
  private final Problems problems;

  private AllowedRules(Node root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  static void check(Node root, Allowed allowed, Problems problems) {
    AllowedRules rules = new AllowedRules(root, problems);
    rules.image("image", allowed::registry);
    rules.image("base", allowed::base);
    rules.gitHub(allowed);
    SpecRules.text(root, "dockerfile")
        .ifPresent(
            text ->
                allowed
                    .dockerfile()
                    .ifPresent(
                        refusal ->
                            rules.add(VALUE, text, FieldPath.ROOT.key("dockerfile"), "", refusal)));
  }

  private void image(String key, Function<ImageReference, Optional<Refusal>> rule) {
    SpecRules.text(root, key)
        .ifPresent(
            name ->
                SpecRules.image(name)
                    .flatMap(rule)
                    .ifPresent(
                        refusal ->
                            add(IMAGE, name, FieldPath.ROOT.key(key), quoted(name), refusal)));
  }

  private void gitHub(Allowed allowed) {
    List<Node> items = SpecRules.items(root, "packages", "github");
    FieldPath field = FieldPath.ROOT.key("packages").key("github");
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Scalar scalar && scalar.isText()) {
        gitHub(scalar, field.item(i), allowed);
      }
    }
  }

  private void gitHub(Scalar text, FieldPath field, Allowed allowed) {
    Optional<GitHubReference> reference = GitHubRules.reference(text);
    reference
        .flatMap(one -> allowed.gitHub(one.host(), one.slug()))
        .ifPresent(refusal -> add(PACKAGE, text, field, reference.get() + " ", refusal));
  }

  private void add(Code code, Scalar at, FieldPath field, String name, Refusal refusal) {
    problems.add(
        code,
        at.at(),
        field,
        Printable.text(name + refusal.message(), LONGEST_MESSAGE),
        Printable.text(refusal.hint(), LONGEST_MESSAGE));
  }

  private static String quoted(Scalar name) {
    return Printable.quoted(name.source()) + " ";
  }
}
