package dev.slipway.spec;

import static dev.slipway.spec.document.Problem.Code.CONFLICT;
import static dev.slipway.spec.document.Problem.Code.IMAGE;
import static dev.slipway.spec.document.Problem.Code.VALUE;

import dev.slipway.image.ImageReference;
import dev.slipway.spec.document.FieldPath;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Node.Sequence;
import dev.slipway.spec.document.Printable;
import dev.slipway.spec.document.Problems;
import dev.slipway.spec.document.Suggestion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The rules of a spec that a schema cannot say. They pass over what has the wrong shape or type:
 * the schema has reported that.
 */
final class SpecRules {
  private static final int LONGEST_IMAGE_NAME = 512;
  private static final int LONGEST_REASON = 160;

  /** Java takes a frame of the stack for each group in another; the schema has the same limit. */
  private static final int LONGEST_REGULAR_EXPRESSION = 1000;

  private final Node root;
  private final Problems problems;

  private SpecRules(Node root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  static void check(
      Node root, Set<String> clusterFields, Set<String> pipelines, Problems problems) {
    SpecRules rules = new SpecRules(root, problems);
    rules.imageName("image");
    rules.imageName("base");
    rules.bioconductorRelease();
    rules.regularExpressions();
    rules.pipeline(pipelines);
    GitHubRules.check(root, problems);
    DuplicateRules.check(root, problems);
    ClusterRules.check(root, clusterFields, problems);
  }

  private void pipeline(Set<String> known) {
    text(root, "pipeline")
        .filter(name -> !known.contains(name.source()))
        .ifPresent(
            name ->
                problems.add(
                    VALUE,
                    name.at(),
                    FieldPath.ROOT.key("pipeline"),
                    "there is no pipeline of that name",
                    Suggestion.closest(name.source(), known)
                        .map(Suggestion::didYouMean)
                        .orElse("the pipelines are " + String.join(", ", new TreeSet<>(known)))));
  }

  private void imageName(String key) {
    Optional<Scalar> name = text(root, key).filter(n -> n.source().length() <= LONGEST_IMAGE_NAME);
    if (name.isEmpty()) {
      return;
    }
    FieldPath field = FieldPath.ROOT.key(key);
    try {
      ImageReference image = ImageReference.parse(name.get().source());
      if (key.equals("image") && image.digest().isPresent()) {
        problems.add(
            IMAGE,
            name.get().at(),
            field,
            "an image that is yet to be built has no digest",
            "end it with the tag, or with nothing");
      }
    } catch (IllegalArgumentException e) {
      problems.add(
          IMAGE,
          name.get().at(),
          field,
          Printable.text(e.getMessage(), LONGEST_REASON),
          "write it as in demo/custom-r-ver:1.0");
    }
  }

  private void bioconductorRelease() {
    Optional<Scalar> release = text(root, "bioconductor");
    Optional<Scalar> r = text(root, "r");
    if (release.isEmpty() || r.isEmpty()) {
      return;
    }
    List<String> pairing = BioconductorReleases.allFor(r.get().source());
    FieldPath field = FieldPath.ROOT.key("bioconductor");
    if (!pairing.contains(release.get().source())) {
      problems.add(
          CONFLICT,
          release.get().at(),
          field,
          "Bioconductor %s does not pair with R %s"
              .formatted(
                  Printable.text(release.get().source(), LONGEST_REASON),
                  Printable.text(r.get().source(), LONGEST_REASON)),
          pairing.isEmpty() ? "" : "that R pairs with " + String.join(" and ", pairing));
    }
  }

  private void regularExpressions() {
    FieldPath tests = FieldPath.ROOT.key("tests").key("commandTests");
    List<Node> items = items(root, "tests", "commandTests");
    for (int i = 0; i < items.size(); i++) {
      for (String key :
          List.of("expectedOutput", "excludedOutput", "expectedError", "excludedError")) {
        regularExpressions(items(items.get(i), key), tests.item(i).key(key));
      }
    }
  }

  private void regularExpressions(List<Node> items, FieldPath field) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Scalar scalar
          && scalar.isText()
          && scalar.source().length() <= LONGEST_REGULAR_EXPRESSION) {
        try {
          Pattern.compile(scalar.source());
        } catch (PatternSyntaxException e) {
          problems.add(
              VALUE,
              scalar.at(),
              field.item(i),
              Printable.quoted(scalar.source()) + " is not a regular expression",
              Printable.text(e.getDescription(), LONGEST_REASON));
        }
      }
    }
  }

  /** The image that a text names, if it does. */
  static Optional<ImageReference> image(Scalar name) {
    try {
      return name.source().length() <= LONGEST_IMAGE_NAME
          ? Optional.of(ImageReference.parse(name.source()))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The text at those keys, if it is there and is text. */
  static Optional<Scalar> text(Node node, String... keys) {
    return node.find(keys)
        .filter(Scalar.class::isInstance)
        .map(Scalar.class::cast)
        .filter(Scalar::isText);
  }

  /** The items of the list at those keys; none when there is no list. */
  static List<Node> items(Node node, String... keys) {
    return node.find(keys)
        .filter(Sequence.class::isInstance)
        .map(list -> ((Sequence) list).items())
        .orElse(List.of());
  }
}
