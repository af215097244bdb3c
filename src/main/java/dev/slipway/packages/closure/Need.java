package dev.slipway.packages.closure;

import dev.slipway.packages.Dependency;
import java.util.Optional;

/**
 * That something asks for a package.
 *
 * @param from the package whose DESCRIPTION asks for it; empty when it is the spec
 * @param root the path's beginning, when it is the spec: {@code spec}
 */
record Need(Optional<Node> from, String root, Dependency dependency) {
  static final String SPEC = "spec";

  /** A package of the closure, and how it came to be there. */
  record Node(Candidate candidate, Need first) {
    String path() {
      return first.path() + " → " + candidate;
    }
  }

  static Need ofSpec(String name) {
    return ofRoot(SPEC, new Dependency(name, Optional.empty()));
  }

  static Need ofRoot(String root, Dependency dependency) {
    return new Need(Optional.empty(), root, dependency);
  }

  String name() {
    return dependency.name();
  }

  /** Whether the spec itself names the package. */
  boolean isOfSpec() {
    return from.isEmpty() && root.equals(SPEC);
  }

  /** What asks: {@code spec → abc 1.2}. */
  String path() {
    return from.map(Node::path).orElse(root);
  }

  /** What asks for what: {@code spec → abc 1.2 → xyz (>= 2.0)}. */
  String whole() {
    return path() + " → " + dependency;
  }
}
