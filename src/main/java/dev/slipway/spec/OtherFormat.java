package dev.slipway.spec;

import static dev.slipway.spec.document.Problem.Code.UNSUPPORTED;

import dev.slipway.spec.document.FieldPath;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Problems;

/** Files of other tools, told by one key: a list of all that a spec lacks would not help. */
final class OtherFormat {
  private OtherFormat() {}

  /** Whether the file may be a spec; adds a problem when it is another tool's. */
  static boolean isNone(Node root, Problems problems) {
    return isNot(root, "poolSize", "a doAzureParallel cluster.json", problems)
        && isNot(root, "Packages", "an renv.lock", problems);
  }

  private static boolean isNot(Node root, String key, String format, Problems problems) {
    if (!(root instanceof Mapping file)
        || !file.entries().containsKey(key)
        || file.entries().containsKey("image")) {
      return true;
    }
    problems.add(
        UNSUPPORTED,
        file.entries().get(key).at(),
        FieldPath.ROOT.key(key),
        format + " as a spec is not supported yet",
        "write a spec; slipway init makes one to begin with");
    return false;
  }
}
