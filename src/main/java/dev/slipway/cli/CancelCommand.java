package dev.slipway.cli;

import dev.slipway.job.JobWatcher;
import dev.slipway.outbox.Cancellation;
import dev.slipway.outbox.JobStatus;
import dev.slipway.outbox.Outbox;
import dev.slipway.settings.Settings;
import dev.slipway.step.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway cancel}: stops jobs. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = "Stops jobs, their builds and their containers, and waits until they have ended.")
final class CancelCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec private CommandSpec command;
  @Mixin private Configuration configuration;

  @Parameters(paramLabel = "JOB", arity = "1..*", description = "Jobs, by id.")
  private List<String> jobs;

  @Option(names = "--json", description = "Print where the jobs stand now as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Settings settings = configuration.read();
    InstantSource clock = InstantSource.system();
    Outbox outbox = new Outbox(settings, JobWatcher.NONE, clock);
    List<JobStatus> now =
        new Cancellation(settings, outbox, clock, PATIENCE).cancel(jobs, this::waiting);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(Json.pretty().writeValueAsString(now));
    } else {
      now.forEach(job -> out.println(job.job() + ": " + said(job)));
    }
    out.flush();
    return now.stream().allMatch(JobStatus::hasEnded) ? ExitCode.SUCCESS : ExitCode.FAILED;
  }

  private void waiting(List<String> ids) {
    PrintWriter err = command.commandLine().getErr();
    ids.forEach(id -> err.println(id + ": asked to stop; waiting"));
    err.flush();
  }

  private static String said(JobStatus job) {
    return job.hasEnded()
        ? job.state().toString()
        : "has not ended after %d s; it is stopped as soon as a service sees that it is asked to,"
                .formatted(PATIENCE.toSeconds())
            + " so see to it that `slipway run` runs";
  }
}
