package dev.slipway.route;

import dev.slipway.dockerfile.BaseDigests;
import dev.slipway.dockerfile.RenderDockerfile;
import dev.slipway.engine.Engine;
import dev.slipway.engine.Leftovers;
import dev.slipway.job.Folders;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JobWatcher;
import dev.slipway.job.Jobs;
import dev.slipway.job.Pipelines;
import dev.slipway.job.PipelinesInvalid;
import dev.slipway.outbox.Outbox;
import dev.slipway.packages.GitHub;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Camel application: the routes of the {@code routes} folder, and the beans that they name. */
public final class SlipwayCamel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlipwayCamel.class);
  private static final String JOBS = "seda:jobs?timeout=0&waitForTaskToComplete=";

  private final Main main = new Main();
  private final Folders folders;
  private final Engine engine;
  private final Jobs jobs;

  /** What starts jobs. */
  public enum Mode {
    /** The inbox is watched, and the jobs that an earlier run left unfinished are taken up. */
    SERVICE,
    /** Only {@link #submit}. */
    ONE_SHOT
  }

  private SlipwayCamel(Path home, Settings settings, JobWatcher watcher, Mode mode)
      throws IOException, PipelinesInvalid {
    this.folders = Folders.open(settings, mode == Mode.SERVICE);
    configure(home, settings, mode);
    main.init();
    this.engine = context().getRegistry().findSingleByType(Engine.class);
    InstantSource clock = InstantSource.system();
    this.jobs = new Jobs(settings, pipelines(home), watcher, clock);
    main.bind("inbox", new Inbox(jobs));
    main.bind("job-life", new JobLife(jobs, new Outbox(settings, watcher, clock)));
  }

  /**
   * Starts the routes.
   *
   * @param home the folder that holds {@code routes} and {@code pipelines}
   * @throws PipelinesInvalid when a pipeline file has problems
   * @throws IOException when the folders cannot be used
   */
  public static SlipwayCamel start(Path home, Settings settings, JobWatcher watcher, Mode mode)
      throws IOException, PipelinesInvalid {
    SlipwayCamel camel = new SlipwayCamel(home, settings, watcher, mode);
    camel.main.start();
    if (mode == Mode.SERVICE) {
      camel.takeUpUnfinished();
    }
    return camel;
  }

  /**
   * The Dockerfile of a spec, with no route started and no folder touched.
   *
   * @throws StepFailed when it cannot be rendered
   */
  public static String render(Settings settings, Spec spec)
      throws StepFailed, InterruptedException {
    CamelContext context = new DefaultCamelContext();
    try {
      Parts.bind(context, settings);
      GitHub gitHub = context.getRegistry().findSingleByType(GitHub.class);
      BaseDigests baseDigests = context.getRegistry().findSingleByType(BaseDigests.class);
      return new RenderDockerfile(settings, gitHub, baseDigests).text(spec);
    } finally {
      context.stop();
    }
  }

  /**
   * @throws StepFailed when no engine answers, with what to do about it
   */
  public void requireEngine() throws StepFailed, InterruptedException {
    engine.check();
  }

  /**
   * Takes a copy of a spec and starts its job.
   *
   * @return completes when the job has ended, or cannot end
   */
  public CompletableFuture<?> submit(Path spec) throws IOException {
    JobFolder job = jobs.copy(spec);
    ProducerTemplate template = context().createProducerTemplate();
    return template.asyncSendBody(JOBS + "Always", job);
  }

  /** Takes no new work, lets what runs end for a while, and stops. */
  @Override
  public void close() throws IOException {
    main.stop();
    folders.close();
  }

  private void takeUpUnfinished() throws IOException {
    ProducerTemplate template = context().createProducerTemplate();
    for (JobFolder job : jobs.unfinished()) {
      removeLeftovers(job);
      template.sendBody(JOBS + "Never", job);
    }
  }

  /** A worker that was killed had no time to remove its containers. */
  private void removeLeftovers(JobFolder job) {
    try {
      context().getRegistry().findSingleByType(Leftovers.class).remove(job.id());
    } catch (StepFailed e) {
      LOG.warn("the containers of {} are not removed: {}", job.id(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void configure(Path home, Settings settings, Mode mode) {
    main.configure()
        .withName("slipway")
        .withRoutesIncludePattern("file:" + home.toAbsolutePath().resolve("routes/*.camel.yaml"))
        .withShutdownTimeout(120);
    main.addInitialProperty("slipway.inbox", settings.inbox().toString());
    main.addInitialProperty("slipway.work", settings.work().toString());
    main.addInitialProperty("slipway.workers", String.valueOf(settings.workers()));
    if (mode == Mode.ONE_SHOT) {
      main.configure().withAutoStartupExcludePattern("inbox");
    }
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport support) {
            Parts.bind(support.getCamelContext(), settings);
          }
        });
  }

  private Pipelines pipelines(Path home) throws IOException, PipelinesInvalid {
    Map<String, Set<String>> options =
        context().getRegistry().findByTypeWithName(Step.class).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, step -> step.getValue().options()));
    return Pipelines.read(home.resolve("pipelines"), options);
  }

  private CamelContext context() {
    return main.getCamelContext();
  }
}
