package dev.slipway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.job.Ending;
import dev.slipway.job.Ending.Status;
import dev.slipway.job.JobFolder;
import dev.slipway.job.JobWatcher;
import dev.slipway.settings.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inbox of the service, with a pipeline that needs no engine. */
class InboxRouteTest {
  @TempDir Path home;

  private final BlockingQueue<Status> endings = new LinkedBlockingQueue<>();
  private Settings settings;
  private SlipwayCamel camel;

  @BeforeEach
  void start() throws Exception {
    settings = new Settings(GreetingHome.in(home), Map.of());
    camel = SlipwayCamel.start(home, settings, watcher(), SlipwayCamel.Mode.SERVICE);
  }

  private JobWatcher watcher() {
    return new JobWatcher() {
      @Override
      public void ended(JobFolder outbox, Ending ending) {
        endings.add(ending.status());
      }
    };
  }

  @AfterEach
  void stop() throws IOException {
    camel.close();
  }

  @Test
  void everyFileThatIsDroppedIsAnswered() throws Exception {
    drop("one.yaml", GreetingHome.SPEC);
    drop("two.json", "{\"name\": \"x\"}");
    drop("notes.txt", "nothing of a spec");
    drop("odd name, 'quoted'.yaml", GreetingHome.SPEC);

    assertThat(endings(4))
        .containsExactlyInAnyOrder(
            Status.SUCCEEDED, Status.SUCCEEDED, Status.REJECTED, Status.REJECTED);
    assertThat(list(settings.inbox())).isEmpty();
    assertThat(list(settings.outbox())).hasSize(4);
    assertThat(list(settings.deadLetter())).hasSize(4);
  }

  @Test
  void theSameNameAgainWhileTheFirstIsInFlightIsAnotherJob() throws Exception {
    GreetingHome.Greet.ALLOWED.drainPermits();
    try {
      drop("demo.yaml", GreetingHome.SPEC);
      awaitTaken();
      drop("demo.yaml", GreetingHome.SPEC);
      awaitTaken();
    } finally {
      GreetingHome.Greet.ALLOWED.release(1);
    }

    assertThat(endings(2)).containsExactly(Status.SUCCEEDED, Status.SUCCEEDED);
  }

  @Test
  void aFileThatIsStillBeingWrittenIsTakenWhenItIsWhole() throws Exception {
    try (OutputStream out = Files.newOutputStream(settings.inbox().resolve("slow.yaml"))) {
      for (String line : GreetingHome.SPEC.split("(?<=\n)")) {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.flush();
        Thread.sleep(700);
      }
    }

    assertThat(endings(1)).containsExactly(Status.SUCCEEDED);
  }

  @Test
  void foldersAndArchivesThatAreDroppedAreAnswered() throws Exception {
    dropFolder("demo", GreetingHome.SPEC + "packages: {local: [./mypkg]}\n");
    dropFolder("none", "x: y\n");
    Path zip = settings.inbox().resolve(".demo.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("spec.yaml"));
      out.write(GreetingHome.SPEC.getBytes(StandardCharsets.UTF_8));
    }
    Files.move(zip, settings.inbox().resolve("demo.zip"));

    assertThat(endings(3))
        .containsExactlyInAnyOrder(Status.SUCCEEDED, Status.SUCCEEDED, Status.REJECTED);
    assertThat(list(settings.inbox())).isEmpty();
    assertThat(list(settings.deadLetter()))
        .hasSize(2)
        .anySatisfy(name -> assertThat(name).matches("none-\\d{8}-\\d{6}-[0-9a-f]{4}"));
  }

  @Test
  void aDeadLetterWithFilesCanBeDroppedAgain() throws Exception {
    dropFolder("none", "x: y\n");
    assertThat(endings(1)).containsExactly(Status.REJECTED);
    String letter =
        list(settings.deadLetter()).stream()
            .filter(name -> !name.endsWith(".json"))
            .findFirst()
            .orElseThrow();
    Path again = settings.deadLetter().resolve(letter);
    assertThat(again.resolve("files/mypkg/DESCRIPTION")).exists();
    Files.writeString(
        again.resolve("spec.yaml"), GreetingHome.SPEC + "packages: {local: [./mypkg]}\n");

    settle(again);
    Files.move(again, settings.inbox().resolve(letter));

    assertThat(endings(1)).containsExactly(Status.SUCCEEDED);
  }

  @Test
  void hiddenAndEmptyFilesEmptyFoldersAndLinksAreLeftWhereTheyAre() throws Exception {
    Path secret = Files.writeString(home.resolve("secret"), GreetingHome.SPEC);
    Files.createSymbolicLink(settings.inbox().resolve("link.yaml"), secret);
    Files.createDirectory(settings.inbox().resolve("folder"));
    Files.createSymbolicLink(
        settings.inbox().resolve("link"), Files.createDirectory(home.resolve("elsewhere")));
    Files.writeString(home.resolve("elsewhere/spec.yaml"), GreetingHome.SPEC);
    settle(home.resolve("elsewhere"));
    dropFolder(".hidden", GreetingHome.SPEC);
    drop(".hidden.yaml", GreetingHome.SPEC);
    drop("empty.yaml", "");
    drop("demo.yaml", GreetingHome.SPEC);

    assertThat(endings(1)).containsExactly(Status.SUCCEEDED);
    assertThat(list(settings.inbox()))
        .containsExactlyInAnyOrder(
            "link.yaml", "link", "folder", ".hidden", ".hidden.yaml", "empty.yaml");
    assertThat(secret).exists();
  }

  @Test
  void aFileThatAProcessHasOpenForWritingIsLeftUntilItIsClosed() throws Exception {
    Path slow = settings.inbox().resolve("slow.yaml");
    Path folder = settings.inbox().resolve("slow");
    Process writer =
        new ProcessBuilder(
                "sh", "-c", "mkdir slow && exec 3> slow.yaml 4> slow/spec.yaml && echo open && cat")
            .directory(settings.inbox().toFile())
            .start();
    try {
      assertThat(writer.inputReader().readLine()).isEqualTo("open");
      Files.writeString(slow, GreetingHome.SPEC);
      Files.writeString(folder.resolve("spec.yaml"), GreetingHome.SPEC);
      settle(slow);
      settle(folder);
      drop("demo.yaml", GreetingHome.SPEC);
      dropFolder("demo", GreetingHome.SPEC);

      assertThat(endings(2)).containsOnly(Status.SUCCEEDED);
      assertThat(list(settings.inbox())).containsExactlyInAnyOrder("slow.yaml", "slow");
    } finally {
      writer.destroy();
    }

    assertThat(endings(2)).containsOnly(Status.SUCCEEDED);
  }

  @Test
  void pipesFilesThatNobodyMayReadAndReasonsAreLeftAndTheRestGoesOn() throws Exception {
    Path inbox = settings.inbox();
    assertThat(new ProcessBuilder("mkfifo", inbox.resolve("a.yaml").toString()).start().waitFor())
        .isZero();
    Path secret = Files.writeString(inbox.resolve(".b.yaml"), GreetingHome.SPEC);
    Files.setPosixFilePermissions(secret, Set.of());
    settle(secret);
    Files.move(secret, inbox.resolve("b.yaml"));
    drop("c.reason.json", "{}");
    drop("d.yaml", GreetingHome.SPEC);

    assertThat(endings(1)).containsExactly(Status.SUCCEEDED);
    assertThat(list(inbox)).containsExactlyInAnyOrder("a.yaml", "b.yaml", "c.reason.json");
  }

  /** A folder with a spec and a package that its writer has left alone for long. */
  private void dropFolder(String name, String spec) throws IOException {
    Path folder = Files.createDirectory(home.resolve(name));
    Files.createDirectory(folder.resolve("mypkg"));
    Files.writeString(folder.resolve("mypkg/DESCRIPTION"), "Package: mypkg\n");
    Files.writeString(folder.resolve("spec.yaml"), spec);
    settle(folder);
    Files.move(folder, settings.inbox().resolve(name));
  }

  private static void settle(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(60)));
      }
    }
  }

  /** A file that its writer has left alone for long. */
  private void drop(String name, String text) throws IOException {
    Path hidden = Files.writeString(settings.inbox().resolve("." + name), text);
    Files.setLastModifiedTime(hidden, FileTime.from(Instant.now().minusSeconds(60)));
    Files.move(hidden, settings.inbox().resolve(name));
  }

  private void awaitTaken() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!list(settings.inbox()).isEmpty()) {
      assertThat(System.nanoTime()).as("the file is not taken").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private List<Status> endings(int count) throws InterruptedException {
    List<Status> ended = new ArrayList<>();
    while (ended.size() < count) {
      Status next = endings.poll(30, TimeUnit.SECONDS);
      assertThat(next).as("ending %d of %d", ended.size() + 1, count).isNotNull();
      ended.add(next);
    }
    return ended;
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
