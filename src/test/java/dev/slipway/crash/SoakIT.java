package dev.slipway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.sandbox.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hundreds of jobs with faults among them: none is lost, and the service does not grow. */
@Tag("faults")
class SoakIT {
  private static final Path FOLDER = Path.of("target/soak").toAbsolutePath();
  private static final int JOBS = 500;

  /** In flight and waiting. */
  private static final int AHEAD = 12;

  private static final int KILLED_AT = 50;
  private static final int STOPPED_AT = 100;
  private static final int MEASURED_FROM = 150;
  private static final int CUT_EVERY = 20;
  private static final int REFUSED_EVERY = 90;

  /** The same faults each time. */
  private final Random random = new Random(4);

  private final Images images = new Images();
  private final Footprint footprint = new Footprint();
  private Place place;
  private VictimJvm jvm;
  private Process service;
  private int next = 1;

  @AfterEach
  void end() throws Exception {
    if (service != null) {
      service.destroyForcibly().waitFor();
    }
    images.remove();
  }

  @Test
  void fiveHundredJobsWithFaultsAllEndAndLeaveTheServiceAsItWas() throws Exception {
    jvm = VictimJvm.prepare(FOLDER.resolve("jvm"), images.registry() + "/train");
    place = Place.create(FOLDER.resolve("place"), images.registry());
    Oracle oracle = new Oracle(place.settings());
    try (EngineForwarder engine = new EngineForwarder()) {
      start(engine);
      int dropped = 0;
      for (int ended = place.ended(); ended < JOBS; ended = place.ended()) {
        while (dropped < JOBS && dropped < ended + AHEAD) {
          drop(dropped++, oracle);
        }
        for (; next <= ended; next++) {
          ended(next, engine);
        }
        assertThat(service.isAlive()).as("the service lives").isTrue();
        Thread.sleep(20);
      }
      stop();
    }
    report();

    assertThat(oracle.violations()).isEmpty();
    assertFlat("heap, KiB", footprint.heap(), 2048);
    assertFlat("file handles", footprint.files(), 10);
    assertFlat("threads", footprint.threads(), 5);
  }

  /** What happens when that many jobs have ended. */
  private void ended(int jobs, EngineForwarder engine) throws IOException, InterruptedException {
    if (jobs == KILLED_AT) {
      service.destroyForcibly().waitFor();
      start(engine);
    } else if (jobs == STOPPED_AT) {
      stop();
      start(engine);
    } else if (jobs % REFUSED_EVERY == 0) {
      engine.refuse(true);
      Thread.sleep(3_000);
      engine.refuse(false);
    } else if (jobs % CUT_EVERY == 0) {
      engine.cut();
    } else if (jobs >= MEASURED_FROM && jobs % 5 == 0) {
      footprint.measure(service.pid(), jobs);
    }
  }

  private void start(EngineForwarder engine) throws IOException {
    Place through = place.with("slipway.docker.host", engine.host()).with("slipway.workers", "2");
    service = VictimJvm.start(place, jvm.command(VictimJvm.service(through)));
  }

  private void stop() throws InterruptedException {
    service.destroy();
    assertThat(service.waitFor(3, TimeUnit.MINUTES)).as("stops").isTrue();
  }

  private void drop(int number, Oracle oracle) throws IOException {
    String name = "job-%03d.yaml".formatted(number);
    int kind = random.nextInt(100);
    String spec =
        """
        version: 1
        name: soak
        image: soak-%d:1
        pipeline: build-only
        dockerfile: |
          FROM 127.0.0.1:5000/sandbox/r-ver:4.2.2
          RUN echo %d
        """
            .formatted(number, number % 10);
    if (kind < 10) {
      spec += "unknown: true\n";
      oracle.dropped(name, "rejected");
    } else if (kind < 20) {
      spec += "tests: {commandTests: [{name: fails, command: 'false'}]}\n";
      oracle.dropped(name, "failed");
    } else {
      oracle.dropped(name, "succeeded");
    }
    Path hidden = place.settings().inbox().resolve("." + name);
    Files.createDirectories(hidden.getParent());
    Files.writeString(hidden, spec);
    Drop.age(hidden);
    Files.move(hidden, hidden.resolveSibling(name));
  }

  private static void assertFlat(String what, List<Long> series, long constant) {
    assertThat(Footprint.median(series, 5))
        .as(what + " at the end, measured against the second fifth")
        .isLessThanOrEqualTo(Footprint.median(series, 2) * 12 / 10 + constant);
  }

  private void report() throws IOException {
    Files.writeString(Path.of("target/soak.txt"), footprint.toString());
    System.out.println(footprint);
  }
}
