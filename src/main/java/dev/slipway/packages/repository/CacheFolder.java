package dev.slipway.packages.repository;

import dev.slipway.image.Digest;
import dev.slipway.packages.PartFiles;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Files of a cache by a key of any text, with a tag that was kept with each. It is never needed:
 * what cannot be read is not there, what cannot be written is let go. Several processes may use it
 * at once, and it may be deleted at any time.
 */
final class CacheFolder {
  private final Path folder;
  private final int most;

  /** What is kept. */
  record Cached(String tag, byte[] content) {}

  /**
   * @param most the number of files above which those that were not used for longest are deleted
   */
  CacheFolder(Path folder, int most) {
    this.folder = folder;
    this.most = most;
    PartFiles.sweep(folder);
  }

  /** What is kept for the key, when it is whole. */
  Optional<Cached> find(String key) {
    Path file = file(key);
    try {
      Optional<Cached> cached = decode(ByteBuffer.wrap(Files.readAllBytes(file)));
      if (cached.isPresent()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      }
      return cached;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Keeps it for the key. */
  void put(String key, Cached cached) {
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "", ".part");
      try {
        Files.write(part, encode(cached));
        Files.move(part, file(key), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
      deleteUnused();
    } catch (IOException e) {
      // Without it the next job is slower, and no less right.
      return;
    }
  }

  private void deleteUnused() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    if (files.size() <= most) {
      return;
    }
    List<Path> oldestFirst =
        files.stream()
            .map(file -> Map.entry(file, file.toFile().lastModified()))
            .sorted(Comparator.comparing(Map.Entry::getValue))
            .map(Map.Entry::getKey)
            .toList();
    for (Path file : oldestFirst.subList(0, files.size() - most)) {
      Files.deleteIfExists(file);
    }
  }

  /** A checksum, the tag's length, the tag, the content. */
  private static byte[] encode(Cached cached) {
    byte[] tag = cached.tag().getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + tag.length + cached.content().length);
    all.putLong(0).putInt(tag.length).put(tag).put(cached.content());
    all.position(Long.BYTES);
    return all.putLong(0, checksum(all)).array();
  }

  private static Optional<Cached> decode(ByteBuffer all) {
    try {
      if (all.getLong() != checksum(all.slice())) {
        return Optional.empty();
      }
      byte[] tag = new byte[all.getInt()];
      all.get(tag);
      byte[] content = new byte[all.remaining()];
      all.get(content);
      return Optional.of(new Cached(new String(tag, StandardCharsets.UTF_8), content));
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static long checksum(ByteBuffer rest) {
    CRC32 checksum = new CRC32();
    checksum.update(rest);
    return checksum.getValue();
  }

  private Path file(String key) {
    return folder.resolve(Digest.of(key.getBytes(StandardCharsets.UTF_8)).hex());
  }
}
