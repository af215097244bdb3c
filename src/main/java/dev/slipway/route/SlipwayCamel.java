package dev.slipway.route;

import dev.slipway.engine.Budget;
import dev.slipway.engine.Engine;
import dev.slipway.engine.Leftovers;
import dev.slipway.job.Folders;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JobWatcher;
import dev.slipway.job.Jobs;
import dev.slipway.job.Pipelines;
import dev.slipway.job.PipelinesInvalid;
import dev.slipway.outbox.Outbox;
import dev.slipway.outbox.Retries;
import dev.slipway.settings.Settings;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Camel application: the routes of the {@code routes} folder, and the beans that they name. */
public final class SlipwayCamel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlipwayCamel.class);
  private static final String INBOX = "inbox";
  private static final String WORK = "work";
  private static final String JOBS = "seda:jobs?waitForTaskToComplete=Never";

  /** What a step that was cut may take to clean up. */
  private static final Duration CLEANING = Duration.ofSeconds(30);

  private final Main main;
  private final Folders folders;
  private final Jobs jobs;
  private final JobLife life;
  private final InFlight inFlight;
  private final Steps steps;
  private final List<JobFolder> submitted = new CopyOnWriteArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "stop");
  private boolean closed;

  /** What starts jobs. */
  public enum Mode {
    /** The inbox is watched, and the jobs that an earlier run left unfinished are taken up. */
    SERVICE,
    /** Only {@link #submit}. */
    ONE_SHOT
  }

  private SlipwayCamel(Main main, Folders folders, Jobs jobs, JobLife life) {
    this.main = main;
    this.folders = folders;
    this.jobs = jobs;
    this.life = life;
    this.steps = main.getCamelContext().getRegistry().findSingleByType(Steps.class);
    this.inFlight = main.getCamelContext().getRegistry().findSingleByType(InFlight.class);
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
    Folders folders = Folders.open(settings, mode == Mode.SERVICE);
    Main main = new Main();
    try {
      configure(main, home, settings, mode);
      main.init();
      InstantSource clock = InstantSource.system();
      Jobs jobs = new Jobs(settings, pipelines(main.getCamelContext(), home), watcher, clock);
      Outbox outbox = new Outbox(settings, watcher, clock);
      JobLife life = bind(main.getCamelContext(), jobs, outbox, mode);
      if (mode == Mode.SERVICE) {
        new Retries(settings, clock).recover();
      }
      List<JobFolder> unfinished = mode == Mode.SERVICE ? jobs.unfinished() : List.of();
      main.start();
      if (mode == Mode.SERVICE) {
        sweep(main.getCamelContext(), unfinished);
      }
      startJobs(main.getCamelContext(), mode);
      SlipwayCamel camel = new SlipwayCamel(main, folders, jobs, life);
      Runtime.getRuntime().addShutdownHook(camel.hook);
      return camel;
    } catch (IOException | PipelinesInvalid | RuntimeException e) {
      main.stop();
      folders.close();
      throw e;
    }
  }

  /** Only when all else is ready: from here on jobs run. */
  private static void startJobs(CamelContext context, Mode mode) {
    for (Route route : context.getRoutes()) {
      String id = route.getRouteId();
      if (id.equals(WORK) || mode == Mode.SERVICE && id.startsWith(INBOX)) {
        try {
          context.getRouteController().startRoute(id);
        } catch (Exception e) {
          throw new IllegalStateException("the route " + id + " does not start", e);
        }
      }
    }
  }

  /** What earlier processes of this work folder left on the engine; they run no more. */
  private static void sweep(CamelContext context, List<JobFolder> unfinished) {
    try {
      context
          .getRegistry()
          .findSingleByType(Leftovers.class)
          .atStart(unfinished.stream().map(JobFolder::id).collect(Collectors.toSet()));
    } catch (StepFailed e) {
      LOG.warn("what an earlier run left on the engine is not removed: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The beans that routes of jobs name. */
  static JobLife bind(CamelContext context, Jobs jobs, Outbox outbox, Mode mode) {
    Registry parts = context.getRegistry();
    InFlight inFlight = parts.findSingleByType(InFlight.class);
    Room room = parts.findSingleByType(Room.class);
    JobLife life =
        new JobLife(
            jobs,
            outbox,
            parts.findSingleByType(Leftovers.class),
            parts.findSingleByType(Budget.class),
            inFlight,
            room);
    Engine engine = parts.findSingleByType(Engine.class);
    parts.bind("job-life", life);
    parts.bind("inbox", new Inbox(jobs, inFlight));
    parts.bind("work-folder", new WorkFolder(jobs, inFlight, life, engine, room, mode));
    return life;
  }

  /**
   * @throws StepFailed when no engine answers, with what to do about it
   */
  public void requireEngine() throws StepFailed, InterruptedException {
    context().getRegistry().findSingleByType(Engine.class).check();
  }

  /**
   * Takes a copy of a spec, with the files that go with it, and starts its job.
   *
   * @throws SpecInvalid when the files cannot be copied: they are too many, or there are links
   * @return completes when the job has ended, or cannot end
   */
  public CompletableFuture<?> submit(Path spec) throws IOException, SpecInvalid {
    JobFolder job = jobs.copy(spec);
    submitted.add(job);
    CompletableFuture<?> end = inFlight.awaitEnd(job);
    inFlight.queue(job);
    context().createProducerTemplate().sendBody(JOBS, job);
    return end;
  }

  /** Waits until the process is told to end. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  /**
   * Takes no new work, begins no step, lets those that run end for a while, and stops. What was
   * submitted and has not ended ends as stopped; what the service took goes on at its next start.
   */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      forgetHook();
      main.stop();
      awaitCleaning();
      for (JobFolder job : submitted) {
        if (Files.exists(job.path())) {
          life.stop(job);
        }
      }
      folders.close();
      stopped.countDown();
    }
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook runs or waits for this.
    }
  }

  /** As the process is told to end. */
  private void stop() {
    LOG.info("stopping: no new step begins; those that run may end");
    try {
      close();
      LOG.info("stopped");
    } catch (IOException e) {
      LOG.error("stopping went wrong", e);
    }
  }

  private void awaitCleaning() {
    try {
      steps.awaitIdle(CLEANING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void configure(Main main, Path home, Settings settings, Mode mode) {
    main.configure()
        .withName("slipway")
        .withRoutesIncludePattern("file:" + home.toAbsolutePath().resolve("routes/*.camel.yaml"))
        .withShutdownTimeout(
            mode == Mode.SERVICE ? Math.max(1, (int) settings.drain().toSeconds()) : 1);
    // Camel's own shutdown hook would wait for somebody else to stop it.
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main.addInitialProperty("slipway.inbox", settings.inbox().toString());
    main.addInitialProperty("slipway.work", settings.work().toString());
    main.addInitialProperty("slipway.workers", String.valueOf(settings.workers()));
    main.configure().withAutoStartupExcludePattern(INBOX + "*," + WORK);
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport support) {
            Parts.bind(support.getCamelContext(), settings);
          }
        });
  }

  /** The pipelines, checked against the steps that there are: a bean and a route of its name. */
  private static Pipelines pipelines(CamelContext context, Path home)
      throws IOException, PipelinesInvalid {
    Model routes = context.getCamelContextExtension().getContextPlugin(Model.class);
    Map<String, Step> steps = context.getRegistry().findByTypeWithName(Step.class);
    steps.keySet().removeIf(name -> routes.getRouteDefinition(name) == null);
    return Pipelines.read(home.resolve("pipelines"), steps);
  }

  CamelContext context() {
    return main.getCamelContext();
  }
}
