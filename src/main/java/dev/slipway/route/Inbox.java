package dev.slipway.route;

import dev.slipway.job.JobFolder;
import dev.slipway.job.Jobs;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what is dropped into the inbox. */
public final class Inbox {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  private final Jobs jobs;
  private final InFlight inFlight;
  private final LeftThere left = new LeftThere();

  public Inbox(Jobs jobs, InFlight inFlight) {
    this.jobs = jobs;
    this.inFlight = inFlight;
  }

  /**
   * Takes one file or folder; it is gone from the inbox afterwards, and its job is on the disk.
   * When it cannot be taken it stays, to be looked at again, and the exchange goes no further.
   *
   * @return null when it was not taken
   */
  public JobFolder take(File file, Exchange exchange) {
    try {
      JobFolder job = jobs.take(file.toPath());
      inFlight.queue(job);
      left.forget(file.toPath());
      return job;
    } catch (NoSuchFileException e) {
      LOG.debug("{} was taken by another process, or is gone", file);
    } catch (IOException e) {
      left.because(file.toPath(), "it cannot be taken now, and is tried again: " + reason(e));
    }
    exchange.setRouteStop(true);
    return null;
  }

  /** Without the name of a file, which is another one each time. */
  private static String reason(IOException e) {
    if (e instanceof FileSystemException failed) {
      String what = e.getClass().getSimpleName();
      return failed.getReason() == null ? what : what + " " + failed.getReason();
    }
    return e.getMessage();
  }
}
