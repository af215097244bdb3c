package dev.slipway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.job.Ending;
import dev.slipway.job.Ending.Status;
import dev.slipway.job.Folders;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JobWatcher;
import dev.slipway.job.Jobs;
import dev.slipway.job.JournalEvent;
import dev.slipway.job.Pipelines;
import dev.slipway.route.SlipwayCamel.Mode;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a whole: how it stops, goes on, and takes nothing while a disk is full. */
class ServiceTest {
  @TempDir Path home;

  private final BlockingQueue<JobFolder> begun = new LinkedBlockingQueue<>();
  private final BlockingQueue<JobFolder> ended = new LinkedBlockingQueue<>();
  private Settings settings;

  @BeforeEach
  void settings() throws Exception {
    settings =
        new Settings(
            GreetingHome.in(home),
            Map.of(Key.DRAIN, "1s", Key.DOCKER_HOST, "unix:///nonexistent/docker.sock"));
  }

  @Test
  void aStepThatOutlastsTheDrainIsCutAndGoesOnAtTheNextStartWithNoAttemptUsedUp() throws Exception {
    GreetingHome.Greet.ALLOWED.drainPermits();
    try {
      SlipwayCamel camel = start();
      drop("demo.yaml");
      next(begun);
      camel.close();
    } finally {
      GreetingHome.Greet.ALLOWED.release(1);
    }
    assertThat(list(settings.work())).hasSize(1);

    SlipwayCamel again = start();
    try (again) {
      JobFolder outbox = next(ended);
      assertThat(events(outbox))
          .containsExactly("Accepted", "StepStarted", "AttemptStopped", "StepStarted", "StepDone");
    }
  }

  @Test
  void aJobThatACommandPutsIntoTheWorkFolderIsTakenUp() throws Exception {
    Settings other = new Settings(Files.createDirectory(home.resolve("other")), Map.of());
    Folders.open(other, true).close();
    Jobs jobs =
        new Jobs(other, new Pipelines(new TreeMap<>()), JobWatcher.NONE, InstantSource.system());
    Path spec = Files.writeString(other.inbox().resolve("demo.yaml"), GreetingHome.SPEC);
    JobFolder made = jobs.take(spec);

    SlipwayCamel camel = start();
    try (camel) {
      Files.move(made.path(), settings.work().resolve(made.id()));
      assertThat(next(ended).id()).isEqualTo(made.id());
    }
  }

  @Test
  void nothingIsTakenWhileADiskIsFullAndHealthSaysSo() throws Exception {
    try (SlipwayCamel camel = start()) {
      Room room = camel.context().getRegistry().findSingleByType(Room.class);
      room.engineIsFull();
      awaitInbox(camel, false);
      drop("demo.yaml");
      assertThat(health(camel)).isEqualTo(HealthCheck.State.DOWN);
      assertThat(list(settings.inbox())).containsExactly("demo.yaml");

      room.engineHasRoom();

      next(ended);
      assertThat(health(camel)).isEqualTo(HealthCheck.State.UP);
      assertThat(list(settings.inbox())).isEmpty();
    }
  }

  @Test
  void aDiskWithLessRoomThanAskedForIsFull() throws Exception {
    settings = new Settings(home, Map.of(Key.DISK_FREE, "999999g"));
    try (SlipwayCamel camel = start()) {
      awaitInbox(camel, false);
      assertThat(camel.context().getRegistry().findSingleByType(Room.class).lacking())
          .hasValueSatisfying(why -> assertThat(why).contains("slipway.disk.free"));
    }
  }

  private SlipwayCamel start() throws Exception {
    return SlipwayCamel.start(
        home,
        settings,
        new JobWatcher() {
          @Override
          public void stepStarted(String jobId, String step, int attempt) {
            begun.add(new JobFolder(jobId, settings.work().resolve(jobId)));
          }

          @Override
          public void ended(JobFolder outbox, Ending ending) {
            assertThat(ending.status()).isEqualTo(Status.SUCCEEDED);
            ended.add(outbox);
          }
        },
        Mode.SERVICE);
  }

  private static HealthCheck.State health(SlipwayCamel camel) {
    return HealthCheckRegistry.get(camel.context())
        .getCheck("disk")
        .orElseThrow()
        .call()
        .getState();
  }

  private static void awaitInbox(SlipwayCamel camel, boolean open) throws InterruptedException {
    while (camel.context().getRouteController().getRouteStatus("inbox").isStarted() != open) {
      Thread.sleep(20);
    }
  }

  private void drop(String name) throws IOException {
    Path hidden = Files.writeString(settings.inbox().resolve("." + name), GreetingHome.SPEC);
    Files.setLastModifiedTime(hidden, FileTime.from(Instant.now().minusSeconds(60)));
    Files.move(hidden, settings.inbox().resolve(name));
  }

  private static JobFolder next(BlockingQueue<JobFolder> jobs) throws InterruptedException {
    JobFolder next = jobs.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("nothing happens").isNotNull();
    return next;
  }

  private static List<String> events(JobFolder job) throws IOException {
    return Jobs.history(job).stream()
        .map(JournalEvent::getClass)
        .map(Class::getSimpleName)
        .toList();
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .toList();
    }
  }
}
