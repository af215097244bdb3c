package dev.slipway.outbox;

import dev.slipway.engine.Image;
import dev.slipway.image.ImageReference;
import dev.slipway.job.Folders;
import dev.slipway.job.Job;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JobWatcher;
import dev.slipway.job.Jobs;
import dev.slipway.job.Pipelines;
import dev.slipway.packages.Locks;
import dev.slipway.settings.Settings;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Jobs as a service leaves them on the disk: the real folders, journals and results. */
public final class TestJobs {
  public static final Failure PASSING =
      new Failure(Kind.PASSING, "CUT", "the line was cut", "wait");
  public static final Failure LASTING = new Failure(Kind.LASTING, "NO", "never", "do not");
  static final String SPEC = "version: 1\nname: demo\nimage: demo/x:1\nr: \"4.2.2\"\n";

  public final Settings settings;
  final Jobs jobs;
  final Outbox outbox;

  public TestJobs(Path root) throws Exception {
    settings = new Settings(root, Map.of());
    Folders.open(settings, true).close();
    Path pipelines = Files.createDirectories(root.resolve("pipelines"));
    Files.writeString(
        pipelines.resolve("standard.yaml"), "steps: [resolve-packages, docker-build, push]\n");
    Step step = input -> null;
    Map<String, Step> steps = Map.of("resolve-packages", step, "docker-build", step, "push", step);
    InstantSource clock = InstantSource.system();
    jobs = new Jobs(settings, Pipelines.read(pipelines, steps), JobWatcher.NONE, clock);
    outbox = new Outbox(settings, JobWatcher.NONE, clock);
  }

  /** A job that waits. */
  public JobFolder taken() throws Exception {
    return jobs.take(Files.writeString(settings.inbox().resolve("demo.yaml"), SPEC));
  }

  /** A job that waits and has a file beside its spec. */
  JobFolder takenWithFiles() throws Exception {
    Path folder = Files.createDirectories(settings.inbox().resolve("demo/mypkg"));
    Files.writeString(folder.resolve("DESCRIPTION"), "Package: mypkg\n");
    Files.writeString(folder.resolveSibling("spec.yaml"), SPEC + "packages: {local: [./mypkg]}\n");
    return jobs.take(folder.getParent());
  }

  Job open(JobFolder folder) throws Exception {
    return jobs.open(folder);
  }

  /** Its first two steps are done, and have left what they leave. */
  Job built(JobFolder folder) throws Exception {
    Job job = jobs.open(folder);
    Files.writeString(folder.path().resolve("lock.json"), "{}");
    job.done(job.begin("resolve-packages"), Locks.plain());
    Files.createDirectories(folder.path().resolve("context"));
    Files.writeString(folder.path().resolve("context/Dockerfile"), "FROM x\n");
    Files.writeString(folder.path().resolve("build.log"), "built\n");
    job.done(job.begin("docker-build"), new Image(ImageReference.parse("demo/x:1"), "sha256:0", 1));
    return job;
  }

  /** Built, and failed as it was pushed. */
  public String failed(Failure failure) throws Exception {
    return failed(taken(), failure);
  }

  String failed(JobFolder folder, Failure failure) throws Exception {
    Job job = built(folder);
    job.failed(job.begin("push"), failure, Optional.empty());
    outbox.fail(job, failure);
    return folder.id();
  }

  /** Done. */
  public String succeeded() throws Exception {
    JobFolder folder = taken();
    outbox.succeed(built(folder));
    return folder.id();
  }

  /** Stopped after it was built. */
  String cancelled() throws Exception {
    JobFolder folder = taken();
    built(folder);
    outbox.cancel(folder);
    return folder.id();
  }

  /** The names in a folder that are not hidden. */
  public static List<String> names(Path folder) throws IOException {
    return all(folder).stream().filter(name -> !name.startsWith(".")).toList();
  }

  static List<String> all(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
