package dev.slipway.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Folders and file systems that are not what they should be. */
// A service has only to run, and a disk to be there.
@SuppressWarnings("try")
@ExtendWith(FaultTable.class)
class FolderFaultsIT {
  /** A superuser without any of his powers: to him, permissions mean what they say. */
  private static final String[] WITHOUT_POWERS = {
    "setpriv", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"
  };

  @TempDir Path folder;

  @Test
  @Fault(
      value = "a file that nobody may read (mode 000)",
      expected = "left or rejected with a reason; the rest goes on")
  void aFileThatMayNotBeReadHoldsNothingUp(Seen seen) throws Exception {
    Place place = new Place(folder);
    place.drop("closed.yaml", Cheap.rendered("closed"));
    Path closed = place.inbox().resolve("closed.yaml");
    Shell.run("chmod", "000", closed.toString());
    try (Child slipway = Child.of(place).through(WITHOUT_POWERS).run()) {
      place.drop("open.yaml", Cheap.rendered("open"));
      seen.note("the next file: " + place.result("open.yaml").get("status").asText());

      if (Files.exists(closed)) {
        seen.note("it is left; the log says so: " + slipway.output().contains("closed.yaml"));
        assertThat(slipway.output()).contains("closed.yaml");
      } else {
        JsonNode result = seen.note(place.result("closed.yaml"));
        assertThat(result.at("/failure/message").asText()).isNotEmpty();
      }
      slipway.terminate();
      slipway.exitCode();
      long lines = slipway.output().lines().filter(l -> l.contains("closed.yaml")).count();
      seen.note(lines + " lines of log name it");
    }
  }

  @Test
  @Fault(
      value = "an inbox in which the service may not write",
      expected = "the file stays, nothing is lost; taken once it may be")
  void anInboxThatMayNotBeWrittenLosesNothing(Seen seen) throws Exception {
    Place place = new Place(folder);
    place.drop("kept.yaml", Cheap.rendered("kept"));
    Shell.run("chmod", "555", place.inbox().toString());
    try (Child slipway = Child.of(place).through(WITHOUT_POWERS).run()) {
      TimeUnit.SECONDS.sleep(2);
      boolean stayed = Files.exists(place.inbox().resolve("kept.yaml"));
      seen.note(stayed ? "it stayed" : "it is gone");
      assertThat(stayed).isTrue();
      assertThat(place.leftovers()).isEmpty();

      Shell.run("chmod", "755", place.inbox().toString());
      assertThat(seen.note(place.result("kept.yaml")).get("status").asText())
          .isEqualTo("succeeded");
      assertThat(slipway.isAlive()).isTrue();
    }
  }

  @Test
  @Fault(value = "the inbox on another mount", expected = "refused at start, says why")
  void anInboxOnAnotherMountIsRefused(Seen seen) throws Exception {
    Place place = new Place(folder);
    try (SmallDisk disk = new SmallDisk(place.inbox(), "1m")) {
      refused(place, Map.of(), "file system", seen);
    }
  }

  @Test
  @Fault(value = "a file system that is read-only", expected = "refused at start, says why")
  void aReadOnlyFileSystemIsRefused(Seen seen) throws Exception {
    try (SmallDisk disk = new SmallDisk(folder.resolve("disk"), "4m")) {
      Place place = new Place(disk.path());
      FaultHome.in(disk.path().resolve("home"));
      disk.readOnly();

      refused(place, Map.of(), "", seen);
    }
  }

  @Test
  @Fault(value = "a second service on the same folders", expected = "refused at start, says why")
  void aSecondServiceOnTheSameFoldersIsRefused(Seen seen) throws Exception {
    Place place = new Place(folder);
    try (Child first = Child.of(place).run();
        Child second = Child.of(place).start()) {
      int exitCode = second.exitCode();

      seen.note("exit code " + exitCode + ": " + second.output().strip());
      assertThat(exitCode).isNotZero();
      assertThat(second.output()).contains("another Slipway");
      assertThat(first.isAlive()).isTrue();
    }
  }

  @Test
  @Fault(value = "two services on one inbox, 40 files", expected = "each file once")
  void twoServicesOnOneInboxTakeEachFileOnce(Seen seen) throws Exception {
    Place one = new Place(folder.resolve("one"));
    Place two = new Place(folder.resolve("two"));
    try (Slipway first = Slipway.start(one, Map.of("slipway.workers", "4"));
        Slipway second =
            Slipway.start(
                two, Map.of("slipway.inbox", one.inbox().toString(), "slipway.workers", "4"))) {
      for (int i = 0; i < 40; i++) {
        one.drop("file" + i + ".yaml", Cheap.rendered("file" + i));
      }
      Place.await("40 results", () -> one.results().size() + two.results().size() >= 40);
    }
    List<JsonNode> all = new ArrayList<>(one.results());
    all.addAll(two.results());
    seen.note("%d and %d results".formatted(one.results().size(), two.results().size()));
    assertThat(all).hasSize(40).extracting(r -> r.get("spec")).doesNotHaveDuplicates();
    assertThat(all).allMatch(r -> r.get("status").asText().equals("succeeded"));
    assertThat(one.leftovers()).isEmpty();
    assertThat(two.leftovers()).isEmpty();
  }

  @Test
  @Fault(
      value = "the disk is full as a file is to be taken",
      expected = "it stays in the inbox; taken when there is room")
  void nothingIsTakenWhileTheDiskIsFull(Seen seen) throws Exception {
    try (SmallDisk disk = new SmallDisk(folder.resolve("disk"), "1m")) {
      Place place = new Place(disk.path());
      try (Slipway slipway = Slipway.start(place, Map.of("slipway.disk.free", "64k"))) {
        Path hidden = place.inbox().resolve(".waits.yaml");
        Files.writeString(hidden, Cheap.rendered("waits"));
        Place.settle(hidden);
        disk.fill();
        Files.move(hidden, place.inbox().resolve("waits.yaml"));
        TimeUnit.SECONDS.sleep(3);
        boolean stays = Files.exists(place.inbox().resolve("waits.yaml"));
        seen.note(stays ? "it stays" : "it is taken");
        seen.note("work holds " + place.leftovers());
        disk.empty();

        assertThat(seen.note(place.result("waits.yaml")).get("status").asText())
            .isEqualTo("succeeded");
        assertThat(stays).isTrue();
      }
      assertThat(place.results()).hasSize(1);
      assertThat(place.leftovers()).isEmpty();
    }
  }

  @Test
  @Fault(
      value = "the disk fills up while a job runs (tmpfs of 1 MB), then has room",
      expected = "the job ends well, in this very process, and no file is left over")
  void aJobGoesOnWhenThereIsRoomAgain(Seen seen) throws Exception {
    try (SmallDisk disk = new SmallDisk(folder.resolve("disk"), "1m")) {
      Place place = new Place(disk.path());
      String image = "127.0.0.1:5000/it/full:1";
      try (Slipway slipway = Slipway.start(place, Map.of("slipway.disk.free", "64k"))) {
        place.drop(
            "full.yaml",
            Cheap.own(
                "full",
                image,
                "build",
                "FROM " + Cheap.PLAIN,
                "RUN sleep 3 #" + System.nanoTime()));
        Place.await("the build runs", () -> place.journals().contains("docker-build"));
        disk.fill();
        TimeUnit.SECONDS.sleep(6);
        seen.note("when full: %d results".formatted(place.results().size()));
        disk.empty();

        assertThat(seen.note(place.result("full.yaml")).get("status").asText())
            .isEqualTo("succeeded");
      }
      assertThat(place.results()).hasSize(1);
      assertThat(place.leftovers()).isEmpty();
      Shell.run("docker", "rmi", image);
    }
  }

  private static void refused(Place place, Map<String, String> set, String says, Seen seen) {
    Throwable thrown = catchThrowable(() -> Slipway.start(place, set).close());

    seen.note(String.valueOf(thrown));
    assertThat(thrown).isNotNull().hasMessageContaining(says);
  }
}
