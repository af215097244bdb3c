package dev.slipway.smoke;

import dev.slipway.smoke.Verdict.Check;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells which checks do not hold, why, and what to do. */
final class FailedChecks {
  private static final int NAMES = 10;
  private static final int LINES = 60;
  private static final int LINES_A_CHECK = 12;

  private FailedChecks() {}

  static Failure failure(List<Check> failed, int all) {
    String names =
        failed.stream()
            .limit(NAMES)
            .map(Check::name)
            .map(Excerpt::line)
            .collect(Collectors.joining(", "));
    String rest =
        failed.size() > NAMES
            ? String.format(Locale.ROOT, " and %d more", failed.size() - NAMES)
            : "";
    return new Failure(
        Kind.TEST,
        "SMOKE_TEST_FAILED",
        String.format(
            Locale.ROOT,
            "%d of %d checks failed in the image: %s%s",
            failed.size(),
            all,
            names,
            rest),
        Hints.forFirstOf(failed.stream().map(Check::message).toList())
            .orElse("The lines and smoke.log say why."),
        lines(failed));
  }

  private static List<String> lines(List<Check> failed) {
    List<String> lines = new ArrayList<>();
    for (Check check : failed) {
      List<String> reason = Excerpt.head(check.message(), LINES_A_CHECK);
      for (int i = 0; i < reason.size(); i++) {
        lines.add(i == 0 ? check.name() + ": " + reason.get(i) : "  " + reason.get(i).strip());
      }
    }
    return lines.subList(0, Math.min(LINES, lines.size()));
  }
}
