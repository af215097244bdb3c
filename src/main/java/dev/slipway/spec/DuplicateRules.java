package dev.slipway.spec;

import static dev.slipway.spec.document.Problem.Code.DUPLICATE;

import dev.slipway.spec.document.FieldPath;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Printable;
import dev.slipway.spec.document.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The rule that nothing is asked for twice: two wishes for one thing may differ. */
final class DuplicateRules {
  private final Problems problems;
  private final Map<String, Integer> lines = new HashMap<>();

  private DuplicateRules(Problems problems) {
    this.problems = problems;
  }

  static void check(Node root, Problems problems) {
    FieldPath packages = FieldPath.ROOT.key("packages");
    DuplicateRules inLibrary = new DuplicateRules(problems);
    inLibrary.list(
        SpecRules.items(root, "packages", "cran"),
        packages.key("cran"),
        DuplicateRules::withoutVersion);
    inLibrary.list(
        SpecRules.items(root, "packages", "bioconductor"),
        packages.key("bioconductor"),
        UnaryOperator.identity());
    inLibrary.list(
        SpecRules.items(root, "packages", "github"),
        packages.key("github"),
        DuplicateRules::packageName);
    new DuplicateRules(problems)
        .list(
            SpecRules.items(root, "packages", "local"),
            packages.key("local"),
            DuplicateRules::plainPath);
    new DuplicateRules(problems)
        .list(
            SpecRules.items(root, "system"),
            FieldPath.ROOT.key("system"),
            UnaryOperator.identity());
    environments(root, problems);
  }

  private static void environments(Node root, Problems problems) {
    FieldPath tests = FieldPath.ROOT.key("tests").key("commandTests");
    List<Node> items = SpecRules.items(root, "tests", "commandTests");
    for (int i = 0; i < items.size(); i++) {
      DuplicateRules inTest = new DuplicateRules(problems);
      List<Node> variables = SpecRules.items(items.get(i), "envVars");
      for (int j = 0; j < variables.size(); j++) {
        FieldPath field = tests.item(i).key("envVars").item(j).key("key");
        SpecRules.text(variables.get(j), "key")
            .ifPresent(key -> inTest.once(key.source(), key, field));
      }
    }
  }

  private void list(List<Node> items, FieldPath field, UnaryOperator<String> name) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Scalar scalar && scalar.isText()) {
        once(name.apply(scalar.source()), scalar, field.item(i));
      }
    }
  }

  private void once(String name, Scalar scalar, FieldPath field) {
    Integer first = lines.putIfAbsent(name, scalar.at().line());
    if (first != null) {
      problems.add(
          DUPLICATE,
          scalar.at(),
          field,
          "%s is on line %d already".formatted(Printable.quoted(name), first),
          "keep one of them");
    }
  }

  private static String withoutVersion(String cranPackage) {
    int at = cranPackage.indexOf('@');
    return at < 0 ? cranPackage : cranPackage.substring(0, at);
  }

  /** {@code mypkg} for {@code ./mypkg/}. */
  private static String plainPath(String path) {
    return path.replaceFirst("^\\./(?=.)", "").replaceFirst("(?<=.)/$", "");
  }

  private static String packageName(String reference) {
    try {
      return GitHubReference.parse(reference).likelyName();
    } catch (IllegalArgumentException e) {
      return reference;
    }
  }
}
