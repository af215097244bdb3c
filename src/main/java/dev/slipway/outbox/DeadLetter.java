package dev.slipway.outbox;

import dev.slipway.job.DurableFile;
import dev.slipway.job.FileTree;
import dev.slipway.job.JobFolder;
import dev.slipway.job.Jobs;
import dev.slipway.spec.document.DocumentReader;
import dev.slipway.step.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The spec of a job that failed, ready to be dropped again, and beside it {@code
 * <job>.reason.json}: a file, or a folder like the job's own when files came with it.
 *
 * <p>To keep it once more changes nothing, so that a crash before the job has ended does no harm.
 */
final class DeadLetter {
  private static final String YAML = ".yaml";
  private static final String LOCK = ".lock";

  private final JobFolder job;
  private final Path folder;

  /**
   * @param deadLetters the folder of them all
   */
  DeadLetter(JobFolder job, Path deadLetters) {
    this.job = job;
    this.folder = deadLetters.resolve(job.id());
  }

  /**
   * A folder or an archive that could not be unpacked, and a file larger than any spec, are in the
   * outbox alone.
   *
   * @param source the spec's name as the user wrote it
   */
  void keep(Result.Reason reason, String source) throws IOException {
    DurableFile.write(beside(".reason.json"), Json.pretty().writeValueAsBytes(reason));
    if (!Files.exists(job.spec())) {
      return;
    }
    if (Files.exists(job.files())) {
      keepWithFiles();
    } else if (Files.size(job.spec()) <= DocumentReader.largest(LOCK)) {
      DurableFile.copy(job.spec(), beside(source.endsWith(LOCK) ? LOCK : YAML));
    }
  }

  /** Takes it back: the job was killed as it failed, and did not fail the second time. */
  void remove() throws IOException {
    FileTree.delete(folder);
    for (String ending : new String[] {YAML, LOCK, ".reason.json"}) {
      Files.deleteIfExists(beside(ending));
    }
  }

  private void keepWithFiles() throws IOException {
    Path temporary = DurableFile.temporary(folder);
    FileTree.delete(temporary);
    Files.createDirectory(temporary);
    Files.copy(job.spec(), temporary.resolve(JobFolder.SPEC));
    Jobs.copyHistory(job, temporary);
    FileTree.copy(job.files(), temporary.resolve(job.files().getFileName()));
    FileTree.flush(temporary);
    FileTree.delete(folder);
    DurableFile.move(temporary, folder);
  }

  private Path beside(String ending) {
    return folder.resolveSibling(job.id() + ending);
  }
}
