package dev.slipway.outbox;

import dev.slipway.job.JobFolder;
import dev.slipway.job.JobId;
import dev.slipway.job.Jobs;
import dev.slipway.job.JournalEvent;
import dev.slipway.job.RetriedJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a job is sent again from: the folder that it ended in, else its dead letter.
 *
 * @param folder with the spec in it
 * @param parts what of it goes in
 * @param source the spec's name as the user wrote it
 * @param history what the new job need not do again
 */
record RetrySource(Path folder, List<Path> parts, String source, List<JournalEvent> history) {
  private static final String JOURNAL = "journal.jsonl";

  private static final String FILES = "files";

  /** Nobody can tell what such a job has done, or what it has left cannot be trusted. */
  private static final Set<String> UNREADABLE = Set.of("JOURNAL_DAMAGED", "JOB_UNREADABLE");

  /** What the user gave: a spec, its files, or a folder or an archive that is not unpacked. */
  private static final String GIVEN =
      "spec\\.yaml|" + FILES + "|input(?:\\.zip|\\.tar\\.gz|\\.tgz)?";

  /**
   * Finds it.
   *
   * @return empty when nobody has kept the spec
   */
  static Optional<RetrySource> find(String job, Path outbox, DeadLetters letters)
      throws IOException {
    Path ended = outbox.resolve(job);
    Optional<EndedJob> result = result(ended);
    if (result.isPresent() && hasSpec(ended)) {
      return Optional.of(ofEnded(ended, result.get()));
    }
    Optional<Path> letter = letters.spec(job);
    return letter.isPresent() ? ofLetter(job, letter.get()) : Optional.empty();
  }

  /** Fills the new job's folder. */
  void fill(RetriedJob job, String old, Instant now) throws IOException {
    if (parts.isEmpty()) {
      job.takeSpec(folder);
    }
    for (Path part : parts) {
      job.take(part);
    }
    job.begin(new JournalEvent.Accepted(now, source, Optional.of(old)), history);
  }

  private static Optional<EndedJob> result(Path ended) {
    try {
      return Optional.of(EndedJob.read(ended));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static RetrySource ofEnded(Path ended, EndedJob result) throws IOException {
    List<JournalEvent> history = history(ended);
    boolean unreadable =
        result.failure().map(EndedJob.Reason::code).filter(UNREADABLE::contains).isPresent();
    return history.isEmpty() || unreadable
        ? new RetrySource(ended, given(ended), result.spec(), input(history))
        : new RetrySource(ended, kept(ended), JournalEvent.source(history), history);
  }

  private static Optional<RetrySource> ofLetter(String job, Path letter) throws IOException {
    if (!Files.isDirectory(letter, LinkOption.NOFOLLOW_LINKS)) {
      String name = letter.getFileName().toString();
      String ending = name.substring(name.lastIndexOf('.'));
      String source = JobId.name(job) + ending;
      return Optional.of(new RetrySource(letter, List.of(), source, List.of()));
    }
    List<JournalEvent> history = history(letter);
    return hasSpec(letter)
        ? Optional.of(
            new RetrySource(letter, given(letter), JournalEvent.source(history), input(history)))
        : Optional.empty();
  }

  /** What it says of the spec alone. */
  private static List<JournalEvent> input(List<JournalEvent> history) {
    return history.stream().filter(JournalEvent.Unpacked.class::isInstance).toList();
  }

  private static List<JournalEvent> history(Path folder) {
    return Jobs.readableHistory(new JobFolder(folder.getFileName().toString(), folder));
  }

  private static boolean hasSpec(Path folder) throws IOException {
    return given(folder).stream().anyMatch(part -> !name(part).equals(FILES));
  }

  private static List<Path> given(Path folder) throws IOException {
    return list(folder).filter(part -> name(part).matches(GIVEN)).toList();
  }

  private static List<Path> kept(Path folder) throws IOException {
    return list(folder)
        .filter(part -> !name(part).startsWith("."))
        .filter(part -> !name(part).startsWith(JOURNAL))
        .filter(part -> !name(part).equals(Outbox.RESULT))
        .toList();
  }

  private static Stream<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return Stream.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.toList().stream();
    }
  }

  private static String name(Path part) {
    return part.getFileName().toString();
  }
}
