package dev.slipway.packages.closure;

import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that is wrong with what is wanted.
 *
 * @param what the package, {@code jsonlit}
 * @param why what is wrong with it, without a full stop
 */
record PackageProblem(String code, String what, String why, String hint) {
  private static final int MOST_IN_MESSAGE = 10;

  /** All of them as one failure, with the code of the first. */
  static StepFailed thrown(List<PackageProblem> all) {
    String message =
        all.stream()
            .limit(MOST_IN_MESSAGE)
            .map(PackageProblem::sentence)
            .collect(Collectors.joining(" "));
    int more = all.size() - MOST_IN_MESSAGE;
    return new Failure(
            Kind.LASTING,
            all.get(0).code(),
            more > 0 ? message + " And " + more + " more." : message,
            all.stream()
                .map(PackageProblem::hint)
                .filter(hint -> !hint.isEmpty())
                .distinct()
                .limit(MOST_IN_MESSAGE)
                .collect(Collectors.joining(" ")),
            all.stream().map(one -> one.code() + " " + one.what() + ": " + one.why()).toList())
        .thrown();
  }

  private String sentence() {
    return what + ": " + why + (why.endsWith("?") ? "" : ".");
  }
}
