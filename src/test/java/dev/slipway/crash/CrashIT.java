package dev.slipway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.sandbox.Images;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The service is killed at any moment, and no job is lost or done twice. */
class CrashIT {
  private static final int AT_A_TIME = 2;
  private static final int ALL = 10_000;

  private static Images images;
  private static VictimJvm jvm;

  @BeforeAll
  static void begin() throws Exception {
    images = new Images();
    jvm = VictimJvm.prepare(CrashHarness.FOLDER.resolve("jvm"), images.registry() + "/train");
  }

  @AfterAll
  static void removeImages() throws Exception {
    images.remove();
  }

  @Test
  void noJobIsLostOrDoneTwiceWhereverTheServiceIsKilled() throws Exception {
    CrashReport report =
        run(
            List.of(
                Sweep.calls(Drop.STANDARD, Sweep.INBOX, Syscalls.RENAME),
                Sweep.calls(Drop.STANDARD, Sweep.INBOX, Syscalls.WRITE).only(8, 14, 10),
                Sweep.calls(Drop.FAILING, "progress:smoke-test", Syscalls.RENAME),
                Sweep.events(Drop.ARCHIVE).only(6, 2, 2)),
            "target/crash.txt");

    assertThat(report.violations()).isEmpty();
    assertThat(report.killed()).isGreaterThanOrEqualTo(12);
  }

  @Test
  void aServiceThatIsKilledWhileItWaitsForTheEngineGoesOn() throws Exception {
    try (EngineForwarder engine = new EngineForwarder()) {
      Place place =
          Place.create(CrashHarness.FOLDER.resolve("waiting"), images.registry() + "/waiting")
              .with("slipway.docker.host", engine.host());
      Drop.ARCHIVE.into(place.settings().inbox());
      Oracle oracle = new Oracle(place.settings()).dropped(Drop.ARCHIVE.file(), "succeeded");
      engine.refuse(true);

      boolean killed =
          Victim.dies(place, jvm.command(VictimJvm.halting(place, "failed:docker-build")), 1);
      engine.refuse(false);

      assertThat(killed).isTrue();
      assertThat(Recovery.violations(place, oracle)).isEmpty();
    }
  }

  @Test
  @Tag("faults")
  void noJobIsLostOrDoneTwiceAtAnyOfHundredsOfKillPoints() throws Exception {
    List<Sweep> sweeps = new ArrayList<>();
    for (Drop drop : Drop.values()) {
      sweeps.add(Sweep.events(drop));
      for (Syscalls calls : Syscalls.values()) {
        sweeps.add(Sweep.calls(drop, Sweep.INBOX, calls).only(1, step(drop, calls), ALL));
      }
    }
    // The first calls of the thread that runs a job, which those of the thread that takes it hide.
    for (Syscalls calls : Syscalls.values()) {
      sweeps.add(Sweep.calls(Drop.STANDARD, "accepted", calls).only(1, 1, 6));
    }
    // Killed twice.
    for (Syscalls calls : List.of(Syscalls.FSYNC, Syscalls.RENAME)) {
      Stream.of("started:docker-build", "progress:docker-build", "progress:smoke-test", "done:push")
          .forEach(event -> sweeps.add(Sweep.calls(Drop.STANDARD, event, calls)));
    }

    CrashReport report = run(sweeps, "target/crash-all.txt");

    assertThat(report.violations()).isEmpty();
    assertThat(report.killed()).isGreaterThanOrEqualTo(300);
  }

  /** Most of what is written are lines of logs, and one job with all of them is enough. */
  private static int step(Drop drop, Syscalls calls) {
    boolean manyLines = drop == Drop.ARCHIVE || drop == Drop.FAILING;
    return calls == Syscalls.WRITE && manyLines ? 3 : 1;
  }

  private CrashReport run(List<Sweep> sweeps, String file) throws Exception {
    long start = System.nanoTime();
    CrashHarness harness = new CrashHarness(jvm, images.registry());
    CrashReport report = new CrashReport(harness.run(sweeps, AT_A_TIME));
    String text = report + "%d s%n".formatted((System.nanoTime() - start) / 1_000_000_000);
    Files.writeString(Path.of(file), text);
    System.out.println(text);
    return report;
  }
}
