package dev.slipway.engine;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.image.Digest;
import dev.slipway.packages.PartFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of base images by their digests, which never changes; a file each. A file that
 * cannot be read or written costs only time.
 */
final class BaseCache {
  private static final Logger LOG = LoggerFactory.getLogger(BaseCache.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

  private final Path folder;

  BaseCache(Path folder) {
    this.folder = folder;
    PartFiles.sweep(folder);
  }

  Optional<BaseFacts> find(Digest digest) {
    try {
      BaseFacts facts = JSON.readValue(Files.readAllBytes(file(digest)), BaseFacts.class);
      return Optional.ofNullable(facts);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("{} cannot be read: {}", file(digest), e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  /** Written beside its place and renamed: other processes see the whole file or none. */
  void keep(Digest digest, BaseFacts facts) {
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, ".base", ".part");
      try {
        Files.write(part, JSON.writeValueAsBytes(facts));
        Files.move(part, file(digest), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be written: {}", file(digest), e.toString());
    }
  }

  private Path file(Digest digest) {
    return folder.resolve(digest.hex() + ".json");
  }
}
