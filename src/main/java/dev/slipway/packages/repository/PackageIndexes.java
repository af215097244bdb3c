package dev.slipway.packages.repository;

import dev.slipway.packages.Repository;
import dev.slipway.packages.repository.CacheFolder.Cached;
import dev.slipway.packages.repository.RepositoryClient.Answer;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.ref.SoftReference;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads the indexes of repositories. An index that was read before costs one request with its ETag,
 * whether it is still in memory or was left in the cache folder by another process.
 */
public final class PackageIndexes {
  /** CRAN's is some 10 MB, or 2 MB compressed. */
  private static final long LARGEST = 64L << 20;

  private static final int MOST_IN_MEMORY = 8;
  private static final int MOST_ON_DISK = 64;

  private final CacheFolder folder;
  private final Map<String, SoftReference<Known>> memory =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SoftReference<Known>> eldest) {
          return size() > MOST_IN_MEMORY;
        }
      };

  private record Known(String etag, PackageIndex index) {}

  /**
   * @param cache the cache folder of all jobs
   */
  public PackageIndexes(Path cache) {
    this.folder = new CacheFolder(cache.resolve("indexes"), MOST_ON_DISK);
  }

  /**
   * The repository's index as it is now.
   *
   * @throws StepFailed REPOSITORY_NOT_FOUND when it has none, REPOSITORY_BROKEN when what it has is
   *     none, and what {@link RepositoryClient#get} throws
   */
  public PackageIndex read(Repository repository, RepositoryClient client)
      throws StepFailed, InterruptedException {
    for (String file : List.of("PACKAGES.gz", "PACKAGES")) {
      URI uri = URI.create(repository.url() + "/src/contrib/" + file);
      Optional<PackageIndex> index = read(uri, client);
      if (index.isPresent()) {
        return index.get();
      }
    }
    throw notFound(URI.create(repository.url() + "/src/contrib/PACKAGES"));
  }

  private Optional<PackageIndex> read(URI uri, RepositoryClient client)
      throws StepFailed, InterruptedException {
    String key = uri + "\n" + client.userAgent();
    Optional<Known> known = known(key, uri);
    Answer<byte[]> answer =
        client.read(
            uri, known.map(Known::etag), body -> RepositoryClient.bytes(unpacked(body), LARGEST));
    if (!answer.changed() && known.isPresent()) {
      return Optional.of(known.get().index());
    }
    if (answer.body().isEmpty()) {
      return Optional.empty();
    }
    byte[] text = answer.body().get();
    PackageIndex index = PackageIndex.of(RepositoryAnswer.shown(uri), text);
    if (answer.etag().isPresent()) {
      remember(key, new Known(answer.etag().get(), index));
      folder.put(key, new Cached(answer.etag().get(), text));
    }
    return Optional.of(index);
  }

  private Optional<Known> known(String key, URI uri) {
    synchronized (memory) {
      SoftReference<Known> reference = memory.get(key);
      Known known = reference == null ? null : reference.get();
      if (known != null) {
        return Optional.of(known);
      }
    }
    Optional<Known> kept = folder.find(key).flatMap(cached -> known(uri, cached));
    kept.ifPresent(known -> remember(key, known));
    return kept;
  }

  private static Optional<Known> known(URI uri, Cached cached) {
    try {
      PackageIndex index = PackageIndex.of(RepositoryAnswer.shown(uri), cached.content());
      return Optional.of(new Known(cached.tag(), index));
    } catch (StepFailed e) {
      // Whoever kept it was less strict, or it is another program's file.
      return Optional.empty();
    }
  }

  private void remember(String key, Known known) {
    synchronized (memory) {
      memory.put(key, new SoftReference<>(known));
    }
  }

  /** Some servers unpack what they send, so the first bytes say what it is. */
  private static InputStream unpacked(InputStream body) throws IOException {
    byte[] magic = body.readNBytes(2);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(magic), body);
    boolean packed = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
    return packed ? new GZIPInputStream(whole, 1 << 16) : whole;
  }

  private static StepFailed notFound(URI uri) {
    return new Failure(
            Kind.LASTING,
            "REPOSITORY_NOT_FOUND",
            "There is no package index at " + RepositoryAnswer.shown(uri) + " (404).",
            "Check the day of the spec's snapshot, and the operator's slipway.cran and"
                + " slipway.bioconductor: a repository may have no packages for that day or for"
                + " the base image's distribution.")
        .thrown();
  }
}
