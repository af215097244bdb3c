package dev.slipway.cli;

import dev.slipway.job.OpenedSpec;
import dev.slipway.job.Pipelines;
import dev.slipway.settings.Allowed;
import dev.slipway.settings.Settings;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.spec.document.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a spec of the command line is worth.
 *
 * @param spec the file, as the command line names it; with the file in it that has the problems
 *     when it is a folder or an archive
 * @param problems everything that is wrong in it
 * @param unreadable why it cannot be read at all; empty when it can
 */
record CheckedSpec(
    String spec, boolean valid, List<Problem> problems, Optional<String> unreadable) {

  /**
   * Reads every spec, whatever is wrong with those before it: hours of building are no place to
   * find the second's typing error.
   *
   * @throws IOException when the pipelines that a spec may name cannot be listed
   */
  static List<CheckedSpec> checkAll(List<Path> specs, Settings settings) throws IOException {
    Set<String> pipelines = Pipelines.names(Home.pipelines());
    List<CheckedSpec> checked = new ArrayList<>();
    for (Path spec : specs) {
      checked.add(check(spec, pipelines, settings.allowed()));
    }
    return checked;
  }

  static boolean allValid(List<CheckedSpec> checked) {
    return checked.stream().allMatch(CheckedSpec::valid);
  }

  /** Prints what is wrong, a problem a line; nothing when the spec is valid. */
  void printProblems(PrintWriter err) {
    unreadable.ifPresent(reason -> err.println(spec + ": " + reason));
    problems.forEach(problem -> err.println(problem.print(spec)));
  }

  private static CheckedSpec check(Path spec, Set<String> pipelines, Allowed allowed) {
    try {
      OpenedSpec.open(spec, pipelines, allowed).close();
      return new CheckedSpec(spec.toString(), true, List.of(), Optional.empty());
    } catch (SpecInvalid e) {
      return new CheckedSpec(e.file(), false, e.problems(), Optional.empty());
    } catch (IOException e) {
      return new CheckedSpec(spec.toString(), false, List.of(), Optional.of(ExitCode.reason(e)));
    }
  }
}
