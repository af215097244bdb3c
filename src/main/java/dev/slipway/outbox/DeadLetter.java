package dev.slipway.outbox;

import dev.slipway.job.DurableFile;
import dev.slipway.job.FileTree;
import dev.slipway.job.JobFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A spec that came with files, kept in a folder like the job's own, ready to be dropped again. */
final class DeadLetter {
  private static final String JOURNAL = "journal.jsonl";

  private DeadLetter() {}

  static void keepWithFiles(JobFolder job, Path deadLetters) throws IOException {
    Path temporary = deadLetters.resolve("." + job.id() + ".tmp");
    Path letter = deadLetters.resolve(job.id());
    FileTree.delete(temporary);
    Files.createDirectory(temporary);
    Files.copy(job.spec(), temporary.resolve(JobFolder.SPEC));
    Files.copy(job.path().resolve(JOURNAL), temporary.resolve(JOURNAL));
    FileTree.copy(job.files(), temporary.resolve(job.files().getFileName()));
    FileTree.delete(letter);
    DurableFile.move(temporary, letter);
  }
}
