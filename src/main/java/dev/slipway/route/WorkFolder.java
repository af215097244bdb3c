package dev.slipway.route;

import dev.slipway.engine.Engine;
import dev.slipway.job.JobFolder;
import dev.slipway.job.Jobs;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Looks at the work folder for jobs that may go on, and for those that are to be cancelled. */
public final class WorkFolder {
  private final Jobs jobs;
  private final InFlight inFlight;
  private final JobLife life;
  private final Engine engine;
  private final Room room;
  private final SlipwayCamel.Mode mode;

  WorkFolder(
      Jobs jobs,
      InFlight inFlight,
      JobLife life,
      Engine engine,
      Room room,
      SlipwayCamel.Mode mode) {
    this.jobs = jobs;
    this.inFlight = inFlight;
    this.life = life;
    this.engine = engine;
    this.room = room;
    this.mode = mode;
  }

  /**
   * The jobs that are to be sent to the workers now: parked ones whose time has come, and, for the
   * service, those that nobody in this process has: an earlier process left them, or a command put
   * them there.
   *
   * @throws IOException when the work folder cannot be read
   */
  public List<JobFolder> due() throws IOException, InterruptedException {
    boolean engineAnswers = inFlight.waitsFor(InFlight.Until.ENGINE) && engineAnswers();
    boolean hasRoom = room.lacking().isEmpty();
    List<JobFolder> due =
        new ArrayList<>(
            inFlight.due(
                until ->
                    switch (until) {
                      case DUE -> true;
                      case ENGINE -> engineAnswers;
                      case ROOM -> hasRoom;
                    }));
    if (mode == SlipwayCamel.Mode.SERVICE) {
      due.addAll(unattended());
    }
    return due;
  }

  /** Ends the jobs that are to be cancelled and that no worker is at. */
  public void cancelWaiting() throws IOException {
    for (JobFolder job : jobs.inWork()) {
      if (job.isCancelRequested() && inFlight.has(job.id())) {
        inFlight.release(job);
        if (inFlight.begin(job)) {
          life.cancel(job);
        }
      }
    }
  }

  private List<JobFolder> unattended() throws IOException {
    List<JobFolder> found = jobs.inWork().stream().filter(job -> !inFlight.has(job.id())).toList();
    found.forEach(inFlight::queue);
    return found;
  }

  private boolean engineAnswers() throws InterruptedException {
    try {
      engine.check();
      return true;
    } catch (StepFailed e) {
      return false;
    }
  }
}
