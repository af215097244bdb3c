package dev.slipway.packages;

import dev.slipway.packages.CacheFolder.Cached;
import dev.slipway.packages.Repositories.Repository;
import dev.slipway.packages.RepositoryAnswer.Unreadable;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The versions of packages that a repository has no longer in its index, but in {@code
 * src/contrib/Archive/<package>/}. What they need is in the DESCRIPTION of each archive; it never
 * changes, so it is asked for once.
 */
final class ArchivedPackages {
  private static final int LARGEST_DESCRIPTION = 1 << 20;
  private static final long LARGEST_UNPACKED = 2L << 30;
  private static final int MOST_ON_DISK = 20_000;

  private final CacheFolder folder;

  /**
   * @param cache the cache folder of all jobs
   */
  ArchivedPackages(Path cache) {
    this.folder = new CacheFolder(cache.resolve("archives"), MOST_ON_DISK);
  }

  /**
   * The version, if the archive has it.
   *
   * @param name a package's name
   * @param version its version, as the archive's file name has it
   * @throws StepFailed REPOSITORY_BROKEN when what is there is another package or version, or none,
   *     and what {@link RepositoryClient#get} throws
   */
  Optional<IndexEntry> find(
      Repository repository, String name, String version, RepositoryClient client)
      throws StepFailed, InterruptedException {
    String file = "Archive/" + name + "/" + name + "_" + version + ".tar.gz";
    URI uri = URI.create(repository.url() + "/src/contrib/" + file);
    String key = uri + "\n" + client.userAgent();
    Optional<byte[]> text = folder.find(key).map(Cached::content);
    boolean isKept = text.isPresent();
    if (!isKept) {
      text = client.read(uri, Optional.empty(), body -> description(body, name)).body();
    }
    if (text.isEmpty()) {
      return Optional.empty();
    }
    IndexEntry entry = entry(uri, text.get(), file, name, version);
    if (!isKept) {
      folder.put(key, new Cached("", text.get()));
    }
    return Optional.of(entry);
  }

  private static IndexEntry entry(URI uri, byte[] text, String file, String name, String version)
      throws StepFailed {
    String where = RepositoryAnswer.shown(uri);
    IndexEntry entry;
    try {
      Map<String, String> fields = Dcf.readFirst(new String(text, StandardCharsets.UTF_8));
      IndexEntry read = IndexEntry.of(fields);
      entry = new IndexEntry(read.description(), file, Optional.empty(), read.windowsOnly());
    } catch (IllegalArgumentException e) {
      throw RepositoryAnswer.broken("The DESCRIPTION in " + where + " cannot be read.", e);
    }
    Description found = entry.description();
    if (!found.name().equals(name)
        || !RVersion.parse(found.version()).equals(RVersion.parse(version))) {
      String what = found.name() + " " + found.version();
      throw RepositoryAnswer.broken(where + " holds " + what + ", not what its name says.", null);
    }
    return entry;
  }

  /** Reads the archive no further than to its DESCRIPTION. */
  private static byte[] description(InputStream body, String name) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(body, 1 << 16));
    try {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile() && entry.getName().equals(name + "/DESCRIPTION")) {
          return tar.readNBytes(LARGEST_DESCRIPTION);
        }
        if (tar.getBytesRead() > LARGEST_UNPACKED) {
          throw new Unreadable("it unpacks to more than 2 GiB");
        }
      }
    } catch (IOException e) {
      // So the library says that what it unpacked is not a tar.
      throw e.getCause() instanceof IllegalArgumentException ? new Unreadable("it is no tar") : e;
    }
    throw new Unreadable("it has no " + name + "/DESCRIPTION");
  }
}
