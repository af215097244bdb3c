package dev.slipway.packages.repository;

import dev.slipway.packages.Allowance;
import dev.slipway.packages.Dcf;
import dev.slipway.packages.Description;
import dev.slipway.packages.repository.CacheFolder.Cached;
import dev.slipway.packages.repository.RepositoryAnswer.Unreadable;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The DESCRIPTION files in the archives of repositories. Each is read from the head of its archive,
 * and asked for once: an archive's URL names one version, which never changes.
 */
public final class ArchiveDescriptions {
  private static final int LARGEST_DESCRIPTION = 1 << 20;
  private static final long LARGEST_UNPACKED = 2L << 30;
  private static final int MOST_ON_DISK = 20_000;

  private final CacheFolder folder;

  /** Takes of a DESCRIPTION what is wanted of it. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * @param fields those of the file
     * @throws StepFailed when it says what cannot be
     */
    T read(Map<String, String> fields) throws StepFailed;
  }

  /**
   * @param cache the cache folder of all jobs
   */
  public ArchiveDescriptions(Path cache) {
    this.folder = new CacheFolder(cache.resolve("descriptions"), MOST_ON_DISK);
  }

  /**
   * What the archives say of their packages, by the packages' names; eight are asked at once.
   *
   * @param archives the URL of each package's archive
   * @throws StepFailed PACKAGE_ARCHIVE_MISSING when there is no such archive, REPOSITORY_BROKEN
   *     when it holds no DESCRIPTION of that package, and what {@link RepositoryClient#get} throws
   */
  public Map<String, Description> readAll(Map<String, URI> archives, RepositoryClient client)
      throws StepFailed, InterruptedException {
    List<Map.Entry<String, URI>> asked = List.copyOf(archives.entrySet());
    List<Description> found =
        Concurrently.map(asked, one -> description(one.getValue(), one.getKey(), client));
    Map<String, Description> all = new LinkedHashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      all.put(asked.get(i).getKey(), found.get(i));
    }
    return all;
  }

  private Description description(URI archive, String name, RepositoryClient client)
      throws StepFailed, InterruptedException {
    return read(archive, name, client, fields -> described(fields, archive, name))
        .orElseThrow(() -> missing(archive, name));
  }

  private static Description described(Map<String, String> fields, URI archive, String name)
      throws StepFailed {
    Description description = Description.of(fields);
    if (!description.name().equals(name)) {
      throw RepositoryAnswer.lie(archive, description);
    }
    return description;
  }

  /**
   * What the archive says of its package; empty when there is no such archive. It is kept when the
   * reader takes it.
   *
   * @throws StepFailed REPOSITORY_BROKEN when it holds no DESCRIPTION of that package that can be
   *     read, and what the reader and {@link RepositoryClient#get} throw
   */
  <T> Optional<T> read(URI archive, String name, RepositoryClient client, Reader<T> reader)
      throws StepFailed, InterruptedException {
    String key = archive + "\n" + client.userAgent();
    Optional<byte[]> kept = folder.find(key).map(Cached::content);
    Optional<byte[]> text =
        kept.isPresent()
            ? kept
            : client.read(archive, Optional.empty(), body -> head(body, name)).body();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    T read = read(archive, text.get(), reader);
    if (kept.isEmpty()) {
      folder.put(key, new Cached("", text.get()));
    }
    return Optional.of(read);
  }

  private static <T> T read(URI archive, byte[] text, Reader<T> reader) throws StepFailed {
    try {
      return reader.read(Dcf.readFirst(new String(text, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      String where = RepositoryAnswer.shown(archive);
      throw RepositoryAnswer.broken("The DESCRIPTION in " + where + " cannot be read.", e);
    }
  }

  /** Reads the archive no further than to its DESCRIPTION. */
  private static byte[] head(InputStream body, String name) throws IOException {
    Allowance plain = new Allowance(new GZIPInputStream(body, 1 << 16));
    TarArchiveInputStream tar = new TarArchiveInputStream(plain);
    try {
      for (TarArchiveEntry entry = plain.next(tar); entry != null; entry = plain.next(tar)) {
        if (entry.isFile() && entry.getName().equals(name + "/DESCRIPTION")) {
          return tar.readNBytes(LARGEST_DESCRIPTION);
        }
        if (tar.getBytesRead() > LARGEST_UNPACKED) {
          throw new Unreadable("it unpacks to more than 2 GiB");
        }
      }
    } catch (Allowance.Spent e) {
      throw new Unreadable("it has more than 1 MiB before an entry or its end");
    } catch (IOException e) {
      // So the library says that what it unpacked is not a tar.
      throw e.getCause() instanceof IllegalArgumentException ? new Unreadable("it is no tar") : e;
    }
    throw new Unreadable("it has no " + name + "/DESCRIPTION");
  }

  private static StepFailed missing(URI archive, String name) {
    return new Failure(
            Kind.LASTING,
            "PACKAGE_ARCHIVE_MISSING",
            name + ": its repository lists it, and has nothing at " + archive + ".",
            "Name another snapshot, or another version of the package.")
        .thrown();
  }
}
