package dev.slipway.spec;

import static dev.slipway.spec.document.Problem.Code.PATH;

import dev.slipway.spec.document.FieldPath;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Printable;
import dev.slipway.spec.document.Problems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** The rule that a path which the spec names leads to one of the files that came with it. */
final class NamedFiles {
  private static final String DESCRIPTION = "DESCRIPTION";

  private final Path files;
  private final Problems problems;

  private NamedFiles(Path files, Problems problems) {
    this.files = files;
    this.problems = problems;
  }

  /**
   * @param root a spec without a problem: its paths lead nowhere but into the folder
   */
  static void check(Node root, Path files, Problems problems) {
    NamedFiles named = new NamedFiles(files, problems);
    FieldPath local = FieldPath.ROOT.key("packages").key("local");
    List<Node> items = SpecRules.items(root, "packages", "local");
    for (int i = 0; i < items.size(); i++) {
      named.packageAt((Scalar) items.get(i), local.item(i));
    }
    SpecRules.text(root, "dockerfile")
        .filter(text -> Spec.isPath(text.source()))
        .ifPresent(text -> named.dockerfile(text, FieldPath.ROOT.key("dockerfile")));
  }

  private void packageAt(Scalar path, FieldPath field) {
    if (isFile(path.source() + "/" + DESCRIPTION)) {
      return;
    }
    boolean description =
        isFile(path.source())
            && Path.of(path.source()).getFileName().toString().equals(DESCRIPTION);
    if (!description) {
      String what =
          exists(path.source())
              ? " is neither a folder with a DESCRIPTION nor a DESCRIPTION file"
              : " is not among the files that came with the spec";
      add(path, field, what);
    }
  }

  private void dockerfile(Scalar path, FieldPath field) {
    if (!isFile(path.source())) {
      add(path, field, " is no file that came with the spec");
    }
  }

  private void add(Scalar path, FieldPath field, String what) {
    problems.add(
        PATH,
        path.at(),
        field,
        Printable.quoted(path.source()) + what,
        "drop a folder or an archive that holds the spec and "
            + Printable.text(path.source(), Integer.MAX_VALUE));
  }

  private boolean isFile(String path) {
    try {
      return Files.isRegularFile(files.resolve(path), LinkOption.NOFOLLOW_LINKS);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private boolean exists(String path) {
    try {
      return Files.exists(files.resolve(path), LinkOption.NOFOLLOW_LINKS);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
