package dev.slipway.cli;

import dev.slipway.outbox.JobList;
import dev.slipway.outbox.JobState;
import dev.slipway.outbox.JobStatus;
import dev.slipway.step.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipway jobs}: what runs, and how what ran has ended. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = "Lists jobs with state, step, age and reason, oldest first.")
final class JobsCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private Configuration configuration;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      arity = "1..*",
      converter = EnumOption.State.class,
      completionCandidates = EnumOption.State.class,
      description = "Only jobs in these states: ${COMPLETION-CANDIDATES}.")
  private Set<JobState> states = EnumSet.allOf(JobState.class);

  @Option(names = "--json", description = "Print the list as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    List<JobStatus> jobs =
        new JobList(configuration.read()).all(job -> states.contains(job.state()));
    print(jobs);
    return ExitCode.SUCCESS;
  }

  private void print(List<JobStatus> jobs) throws IOException {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(Json.pretty().writeValueAsString(jobs));
    } else if (jobs.isEmpty()) {
      out.println("no jobs");
    } else {
      out.print(JobTable.of(jobs, Instant.now()));
    }
    out.flush();
  }
}
