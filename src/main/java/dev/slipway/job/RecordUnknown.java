package dev.slipway.job;

import java.io.IOException;

/** A journal names a record that this version of Slipway does not have. */
public final class RecordUnknown extends IOException {
  private static final long serialVersionUID = 1L;

  RecordUnknown(String message) {
    super(message);
  }
}
