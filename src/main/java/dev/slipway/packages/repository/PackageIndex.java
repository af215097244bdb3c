package dev.slipway.packages.repository;

import dev.slipway.packages.Dcf;
import dev.slipway.packages.RVersion;
import dev.slipway.step.StepFailed;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The packages of one repository, its {@code src/contrib/PACKAGES}. A job needs some hundred of the
 * twenty-five thousand records, so a record is read when its package is asked for.
 */
public final class PackageIndex {
  private static final int LONGEST_REASON = 200;

  private final String url;
  private final byte[] text;
  private final Map<String, List<Integer>> starts;
  private final Map<String, List<IndexEntry>> read = new ConcurrentHashMap<>();

  private PackageIndex(String url, byte[] text, Map<String, List<Integer>> starts) {
    this.url = url;
    this.text = text;
    this.starts = starts;
  }

  /**
   * @param url where the index is, for messages
   * @param text the index, not compressed; kept as it is, so it must not change
   * @throws StepFailed REPOSITORY_BROKEN when it is something else, or a record has no Package or
   *     no Version
   */
  static PackageIndex of(String url, byte[] text) throws StepFailed {
    try {
      return new PackageIndex(url, text, new IndexScan(text).starts());
    } catch (IllegalArgumentException e) {
      throw RepositoryAnswer.broken(url + " is not a package index: " + e.getMessage() + ".", e);
    }
  }

  /** The packages' names. */
  public Set<String> names() {
    return starts.keySet();
  }

  /**
   * Every version of the package that the index has, the highest first.
   *
   * @throws StepFailed REPOSITORY_BROKEN when a field of it cannot be read
   */
  public List<IndexEntry> find(String name) throws StepFailed {
    List<IndexEntry> entries = read.get(name);
    if (entries == null) {
      entries = read(name);
      read.put(name, entries);
    }
    return entries;
  }

  private List<IndexEntry> read(String name) throws StepFailed {
    List<IndexEntry> entries = new ArrayList<>();
    try {
      for (int start : starts.getOrDefault(name, List.of())) {
        entries.add(IndexEntry.of(Dcf.readFirst(record(start))));
      }
    } catch (IllegalArgumentException e) {
      throw RepositoryAnswer.broken(
          "The record of " + name + " in " + url + " cannot be read: " + printable(e) + ".", e);
    }
    entries.sort((a, b) -> version(b).compareTo(version(a)));
    return List.copyOf(entries);
  }

  private static RVersion version(IndexEntry entry) {
    return RVersion.parse(entry.description().version());
  }

  private static String printable(IllegalArgumentException e) {
    String message = e.getMessage();
    return message
        .substring(0, Math.min(message.length(), LONGEST_REASON))
        .replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }

  private String record(int start) {
    int end = IndexScan.endOfRecord(text, start);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(text, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      // Old records are in Latin-1, and no field that matters here is.
      return new String(text, start, end - start, StandardCharsets.ISO_8859_1);
    }
  }
}
