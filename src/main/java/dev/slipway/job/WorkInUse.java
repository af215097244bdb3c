package dev.slipway.job;

import java.io.IOException;
import java.nio.file.Path;

/** Another process runs jobs in the work folder. */
public final class WorkInUse extends IOException {
  private static final long serialVersionUID = 1L;

  WorkInUse(Path work) {
    super(
        "another Slipway runs jobs in "
            + work
            + "; drop the spec into its inbox, or name another folder with --set slipway.work=FOLDER");
  }
}
