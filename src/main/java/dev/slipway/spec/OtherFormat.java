package dev.slipway.spec;

import dev.slipway.spec.Spec.ClusterSection;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Problems;
import java.util.Optional;

/**
 * A file of another tool, and the spec that it means.
 *
 * @param spec the spec, every part at its place in the file
 * @param cluster what {@code cluster.json} is made of; empty when the spec's own section says it
 */
record OtherFormat(Mapping spec, Optional<ClusterSection> cluster) {

  /** Whether the file is another tool's: each is told by one key. */
  static boolean is(Node root) {
    return root instanceof Mapping file
        && !file.entries().containsKey("image")
        && (ClusterFile.is(file) || RenvLock.is(file));
  }

  /**
   * The spec that the file means.
   *
   * @param fileName names the job where the file does not
   * @param dockerfile a Dockerfile that came with the file
   * @param problems receives what no rule of a spec would find
   */
  static OtherFormat read(
      Mapping file, String fileName, Optional<String> dockerfile, Problems problems) {
    String name = SpecName.ofFile(fileName);
    return ClusterFile.is(file)
        ? ClusterFile.read(file, name, dockerfile, problems)
        : new OtherFormat(RenvLock.read(file, name, problems), Optional.empty());
  }
}
