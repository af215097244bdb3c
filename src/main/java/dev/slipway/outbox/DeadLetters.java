package dev.slipway.outbox;

import dev.slipway.job.DurableFile;
import dev.slipway.job.FileTree;
import dev.slipway.job.JobId;
import dev.slipway.step.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of the dead letters. A letter is {@code <job>.reason.json} with, beside it, {@code
 * <job>.yaml}, {@code <job>.lock} or the folder {@code <job>}; the reason makes it one.
 */
final class DeadLetters {
  private static final String REASON = ".reason.json";

  private final Path folder;

  DeadLetters(Path folder) {
    this.folder = folder;
  }

  /** The jobs that have one, oldest first. */
  List<String> jobs() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(REASON))
          .map(name -> name.substring(0, name.length() - REASON.length()))
          .filter(JobId::is)
          .sorted(Comparator.comparing((String job) -> JobId.time(Path.of(job))))
          .toList();
    }
  }

  boolean has(String job) {
    return Files.isRegularFile(reasonOf(job), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Why the job failed.
   *
   * @throws IOException when that cannot be read
   */
  EndedJob.Reason reason(String job) throws IOException {
    return Json.mapper().readValue(reasonOf(job).toFile(), EndedJob.Reason.class);
  }

  /** The spec, a file or a folder with its files, if it was kept. */
  Optional<Path> spec(String job) {
    return specs(job).stream().findFirst();
  }

  /**
   * Moves a letter out of the folder. The reason goes first, and only one process gets it.
   *
   * @param into does not exist
   * @return false when there is none
   */
  boolean claim(String job, Path into) throws IOException {
    Files.createDirectory(into);
    try {
      move(reasonOf(job), into);
    } catch (NoSuchFileException e) {
      Files.delete(into);
      return false;
    }
    for (Path spec : specs(job)) {
      move(spec, into);
    }
    return true;
  }

  /** Moves back whatever of a letter was moved; the reason goes last. */
  void giveBack(Path claimed) throws IOException {
    if (!Files.isDirectory(claimed, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> parts;
    try (Stream<Path> paths = Files.list(claimed)) {
      parts = paths.sorted(Comparator.comparing(DeadLetters::isReason)).toList();
    }
    for (Path part : parts) {
      if (Files.exists(folder.resolve(part.getFileName()), LinkOption.NOFOLLOW_LINKS)) {
        FileTree.delete(part);
      } else {
        move(part, folder);
      }
    }
  }

  private static boolean isReason(Path part) {
    return part.getFileName().toString().endsWith(REASON);
  }

  private static void move(Path from, Path into) throws IOException {
    DurableFile.move(from, into.resolve(from.getFileName()));
  }

  private Path reasonOf(String job) {
    return folder.resolve(job + REASON);
  }

  private List<Path> specs(String job) {
    return Stream.of(job, job + ".yaml", job + ".lock")
        .map(folder::resolve)
        .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }
}
