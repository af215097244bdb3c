package dev.slipway.route;

import dev.slipway.job.Job;
import dev.slipway.job.Job.Attempt;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the step routes have in common: a step is the bean that has the name of its route. */
public final class Steps {
  private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

  /** The header with the job's id, for file names in routes. */
  static final String JOB_ID = "slipwayJob";

  private static final String ATTEMPT = "slipway.attempt";
  private static final String RECORD = "slipway.record";
  private static final String TRY_AGAIN_AFTER = "slipway.tryAgainAfter";

  /** The routing slip of a job: the steps that are not done, as endpoints. */
  public String remaining(Job job) {
    return job.remaining().stream().map(step -> "direct:" + step).collect(Collectors.joining(","));
  }

  /**
   * Does one attempt at the step that the route is named for; the body becomes its record.
   *
   * @throws StepFailed when it failed, with the time to the next attempt on the exchange
   */
  public void run(Exchange exchange) throws StepFailed, InterruptedException, IOException {
    Job job = JobLife.job(exchange);
    String name = ExchangeHelper.getRouteId(exchange);
    Step step = exchange.getContext().getRegistry().lookupByNameAndType(name, Step.class);
    exchange.removeProperty(TRY_AGAIN_AFTER);
    if (exchange.getContext().isStopping()) {
      throw new InterruptedException("the service stops before " + name);
    }
    Attempt attempt = job.begin(name);
    exchange.setProperty(ATTEMPT, attempt);
    exchange.getMessage().setHeader(JOB_ID, job.folder().id());
    try {
      Record record = step.run(job.input(name));
      exchange.setProperty(RECORD, record);
      exchange.getMessage().setBody(record);
    } catch (StepFailed e) {
      e.found().ifPresent(job::keep);
      failed(exchange, job, attempt, e.failure());
      throw e;
    } catch (RuntimeException e) {
      LOG.error("{} {}", job.folder().id(), name, e);
      StepFailed unexpected = new StepFailed(unexpected(e), e);
      failed(exchange, job, attempt, unexpected.failure());
      throw unexpected;
    }
  }

  /** Writes down what the step left; the body is the job again. */
  public void done(Exchange exchange) throws IOException {
    Job job = JobLife.job(exchange);
    job.done(
        exchange.getProperty(ATTEMPT, Attempt.class), exchange.getProperty(RECORD, Record.class));
    exchange.getMessage().setBody(job);
  }

  /** Whether the failed step is to be tried again; its delay goes with the exchange. */
  public boolean tryAgain(Exchange exchange) {
    Optional<Duration> delay = tryAgainAfter(exchange);
    delay.ifPresent(d -> exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, d.toMillis()));
    return delay.isPresent();
  }

  /** When the step that failed is to be tried again; empty when its failure is final. */
  static Optional<Duration> tryAgainAfter(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(TRY_AGAIN_AFTER, Duration.class));
  }

  private static void failed(Exchange exchange, Job job, Attempt attempt, Failure failure)
      throws IOException {
    Optional<Duration> delay = job.tryAgainAfter(attempt, failure);
    exchange.setProperty(TRY_AGAIN_AFTER, delay.orElse(null));
    job.failed(attempt, failure, delay);
  }

  /** What nobody foresaw, said as a failure. */
  static Failure unexpected(Exception e) {
    return new Failure(
        Kind.UNCLASSIFIED,
        "UNEXPECTED",
        e.getClass().getSimpleName() + ": " + e.getMessage(),
        "this is a fault in Slipway or its configuration; the log has the details");
  }
}
