package dev.slipway.route;

import dev.slipway.job.JobFolder;
import dev.slipway.job.Jobs;
import java.io.File;
import java.io.IOException;

/** Takes what is dropped into the inbox. */
public final class Inbox {
  private final Jobs jobs;
  private final InFlight inFlight;

  public Inbox(Jobs jobs, InFlight inFlight) {
    this.jobs = jobs;
    this.inFlight = inFlight;
  }

  /**
   * Takes one file or folder; it is gone from the inbox afterwards, and its job is on the disk.
   *
   * @throws IOException when it cannot be taken; it stays where it is and is looked at again
   */
  public JobFolder take(File file) throws IOException {
    JobFolder folder = jobs.take(file.toPath());
    inFlight.queue(folder);
    return folder;
  }
}
