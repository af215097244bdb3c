package dev.slipway.cli;

import dev.slipway.job.Folders;
import dev.slipway.outbox.JobsRefused;
import dev.slipway.outbox.Retried;
import dev.slipway.outbox.Retries;
import dev.slipway.settings.Settings;
import dev.slipway.step.Json;
import dev.slipway.step.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway retry}: sends dead letters again. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description =
        "Sends jobs that did not succeed again, as new jobs; what is built is not built again.")
final class RetryCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private Configuration configuration;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Which which;

  @Option(names = "--json", description = "Print the old and the new jobs as JSON.")
  private boolean json;

  private final List<Retried> retried = new ArrayList<>();

  private static final class Which {
    @Parameters(paramLabel = "JOB", arity = "1..*", description = "Jobs, by id.")
    private List<String> jobs;

    @ArgGroup(exclusive = false)
    private All all;
  }

  private static final class All {
    @Option(names = "--all", required = true, description = "All dead letters.")
    private boolean all;

    @Option(
        names = "--kind",
        paramLabel = "KIND",
        converter = EnumOption.FailureKind.class,
        completionCandidates = EnumOption.FailureKind.class,
        description = "Of all only those that failed for this: ${COMPLETION-CANDIDATES}.")
    private Optional<Kind> kind = Optional.empty();
  }

  @Override
  public Integer call() throws Exception {
    Settings settings = configuration.read();
    List<String> problems;
    try {
      problems = retry(new Retries(settings, InstantSource.system()));
    } finally {
      printJson();
    }
    problems.forEach(command.commandLine().getErr()::println);
    if (!json) {
      out().println(outlook(settings, problems));
    }
    out().flush();
    return problems.isEmpty() ? ExitCode.SUCCESS : ExitCode.FAILED;
  }

  private List<String> retry(Retries retries) throws JobsRefused, IOException {
    if (which.all != null) {
      return retries.retryAll(which.all.kind, this::done);
    }
    retries.retry(which.jobs, this::done);
    return List.of();
  }

  /** As it happens: whatever goes wrong with the next, this one is a job. */
  private void done(Retried job) {
    retried.add(job);
    if (!json) {
      out().println("%s: sent again as %s".formatted(job.job(), job.retriedAs()));
      out().flush();
    }
  }

  private void printJson() throws IOException {
    if (json) {
      out().println(Json.pretty().writeValueAsString(retried));
    }
  }

  private String outlook(Settings settings, List<String> problems) throws IOException {
    if (retried.isEmpty()) {
      return problems.isEmpty() ? "no dead letters" : "nothing was sent again";
    }
    return Folders.isServed(settings)
        ? "the running service takes them up now"
        : "no service runs here; the next `slipway run` takes them up";
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }
}
