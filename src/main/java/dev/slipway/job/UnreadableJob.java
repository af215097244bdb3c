package dev.slipway.job;

import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import java.nio.file.NoSuchFileException;

/** Says why a job cannot be opened, as the failure that it ends with. */
public final class UnreadableJob {
  private UnreadableJob() {}

  /**
   * @param cause what {@link Jobs#open} threw
   */
  public static Failure failure(Exception cause) {
    if (cause instanceof JournalDamaged damaged) {
      return new Failure(
          Kind.LASTING,
          "JOURNAL_DAMAGED",
          "the journal is damaged, so nobody can tell what of the job is done: "
              + damaged.getMessage(),
          "drop the spec again, what is built is not built again; if it happens again, check the disk");
    }
    if (cause instanceof NoSuchFileException gone) {
      return unreadable(
          gone.getFile() + " is gone",
          "somebody deleted it while the job ran; drop the spec again");
    }
    return unreadable(
        cause.getMessage(),
        "its folder has been damaged or was written by another version; drop the spec again");
  }

  private static Failure unreadable(String why, String hint) {
    return new Failure(Kind.LASTING, "JOB_UNREADABLE", "the job cannot be opened: " + why, hint);
  }
}
