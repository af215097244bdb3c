package dev.slipway.outbox;

import java.util.List;

/** What was asked for cannot be done to a job; nothing was done to any. */
public final class JobsRefused extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param problems a line for each job: what is wrong, and what to do
   */
  JobsRefused(List<String> problems) {
    super(String.join("\n", problems));
  }
}
