package dev.slipway.job;

import java.io.IOException;

/** A job's journal was changed by something other than the job, so nobody knows what is done. */
public final class JournalDamaged extends IOException {
  private static final long serialVersionUID = 1L;

  private final int line;

  JournalDamaged(int line, String what) {
    super("line %d of %s %s".formatted(line, Journal.FILE, what));
    this.line = line;
  }

  /** The first line that is damaged, from 1. */
  public int line() {
    return line;
  }
}
