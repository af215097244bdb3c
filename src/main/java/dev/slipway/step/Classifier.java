package dev.slipway.step;

import java.util.List;
import java.util.Optional;

/**
 * Tells what kind of failure some evidence means: the first row of the table of failures, {@code
 * failures.tsv}, that fits. What fits nothing is {@link Kind#UNCLASSIFIED}, with the line that was
 * said last.
 */
public final class Classifier {
  private Classifier() {}

  /**
   * The failure that the evidence means.
   *
   * @param otherwise the code when the evidence fits nothing, {@code BUILD_FAILED}
   * @param message what happened, for the reader; the image's own check replaces it
   * @return a failure whose lines are those of the evidence that decided, with the wait that they
   *     ask for when they ask for one
   */
  public static Failure classify(String otherwise, String message, Evidence evidence) {
    return decisive(evidence)
        .map(row -> RetryAfter.kept(row.failure(message, row.shownIn(evidence))))
        .orElseGet(
            () -> new Failure(Kind.UNCLASSIFIED, otherwise, message, "", last(evidence.lines())));
  }

  /** The row that decides; empty when none fits. */
  static Optional<Symptom> decisive(Evidence evidence) {
    return Symptom.ALL.stream().filter(row -> !row.shownIn(evidence).isEmpty()).findFirst();
  }

  private static List<String> last(List<String> lines) {
    List<String> said = lines.stream().filter(line -> !line.isBlank()).toList();
    return said.subList(Math.max(0, said.size() - 1), said.size());
  }
}
