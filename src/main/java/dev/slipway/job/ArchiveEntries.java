package dev.slipway.job;

import static dev.slipway.spec.document.Problem.Code.LIMIT;

import dev.slipway.spec.SpecInvalid;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries of an archive are unpacked: all, or, of a job's folder out of an outbox, those that
 * {@link GivenBack} takes. All are counted, so that nobody looks through an archive without end.
 */
final class ArchiveEntries {
  /** A job's folder has its files twice, the second time to build from, and logs beside them. */
  static final int MOST = 3 * BoundedFolder.MOST_ENTRIES;

  /** What is skipped has to be read too, as long as it is packed in one with the rest. */
  private static final long MOST_BYTES = 1L << 30;

  private final String source;
  private final Set<String> marksAtTop = new HashSet<>();
  private final Set<String> marksBelow = new HashSet<>();
  private String top = "";
  private boolean severalAtTop;
  private int count;
  private long bytes;

  /**
   * @param source what the user dropped, for problems
   */
  ArchiveEntries(String source) {
    this.source = source;
  }

  /**
   * Looks at one; all are looked at before the first is unpacked.
   *
   * @param path as {@link Archive#path} has it
   * @param size in bytes, unpacked
   * @throws SpecInvalid when there are too many, or too large ones
   */
  void see(String path, long size) throws SpecInvalid {
    requireFew(++count, source);
    bytes += size;
    if (bytes > MOST_BYTES) {
      String message = "more than %d MiB unpacked".formatted(MOST_BYTES >> 20);
      throw Refusals.of(source, LIMIT, "", message, "");
    }
    if (Archive.isAside(path) || path.isEmpty() || path.equals(".") || path.equals(".DS_Store")) {
      return;
    }
    int slash = path.indexOf('/');
    String first = slash < 0 ? path : path.substring(0, slash);
    severalAtTop |= !top.isEmpty() && !top.equals(first);
    top = first;
    String below = path.substring(slash + 1);
    if (GivenBack.MARKS.contains(below)) {
      (slash < 0 ? marksAtTop : marksBelow).add(below);
    }
  }

  static void requireFew(int entries, String source) throws SpecInvalid {
    if (entries > MOST) {
      String message = "more than %d files and folders".formatted(MOST);
      throw Refusals.of(source, LIMIT, "", message, "");
    }
  }

  /** Whether one is unpacked, now that all were looked at. */
  boolean takes(String path) {
    return job()
        .map(job -> path.startsWith(job) && GivenBack.takes(path.substring(job.length())))
        .orElse(!Archive.isAside(path));
  }

  /** What the paths of a job's folder begin with. */
  private Optional<String> job() {
    if (marksAtTop.size() == GivenBack.MARKS.size()) {
      return Optional.of("");
    }
    return !severalAtTop && marksBelow.size() == GivenBack.MARKS.size()
        ? Optional.of(top + "/")
        : Optional.empty();
  }
}
