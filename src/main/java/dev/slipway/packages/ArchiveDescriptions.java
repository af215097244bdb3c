package dev.slipway.packages;

import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The DESCRIPTION files in the archives of a repository. Each is read from the head of its archive,
 * and kept by the archive's URL, which names one version.
 */
public final class ArchiveDescriptions {
  private static final int LARGEST = 1 << 20;
  private static final long LARGEST_UNPACKED = 1L << 30;
  private static final int AT_ONCE = 8;

  private final RepositoryClient client;
  private final Path folder;

  /**
   * @param cache the cache folder of all jobs
   */
  public ArchiveDescriptions(RepositoryClient client, Path cache) {
    this.client = client;
    this.folder = cache.resolve("descriptions");
  }

  /**
   * What the archives say of their packages, by the packages' names; eight are asked at once.
   *
   * @param archives the URL of each package's archive
   * @throws StepFailed as {@link #read} does, at the first that cannot be read
   */
  public Map<String, Description> readAll(Map<String, URI> archives)
      throws StepFailed, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      Map<String, Future<Description>> asked = new LinkedHashMap<>();
      archives.forEach((name, uri) -> asked.put(name, threads.submit(() -> read(uri, name))));
      Map<String, Description> all = new LinkedHashMap<>();
      for (Map.Entry<String, Future<Description>> one : asked.entrySet()) {
        all.put(one.getKey(), answer(one.getValue()));
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Description answer(Future<Description> asked)
      throws StepFailed, InterruptedException {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StepFailed failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * What the archive says of its package. No more of the archive is asked for than it takes.
   *
   * @throws StepFailed PACKAGE_ARCHIVE_MISSING when there is no such archive, REPOSITORY_BROKEN
   *     when it holds no DESCRIPTION of that package, and what {@link RepositoryClient} throws
   */
  public Description read(URI archive, String packageName) throws StepFailed, InterruptedException {
    Path kept = folder.resolve(sha256(archive.toString()));
    Optional<Description> known = kept(kept, packageName);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<Optional<byte[]>> answer =
        client.read(archive, Optional.empty(), body -> head(body, packageName)).body();
    byte[] text =
        answer
            .orElseThrow(() -> missing(archive, packageName))
            .orElseThrow(() -> broken(archive, packageName));
    Description found =
        description(text, packageName).orElseThrow(() -> broken(archive, packageName));
    keep(kept, text);
    return found;
  }

  private static Optional<byte[]> head(InputStream body, String packageName) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(body));
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (entry.isFile() && entry.getName().equals(packageName + "/DESCRIPTION")) {
        return Optional.of(tar.readNBytes(LARGEST));
      }
      if (tar.getBytesRead() > LARGEST_UNPACKED) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<Description> description(byte[] text, String packageName) {
    try {
      String all = new String(text, StandardCharsets.UTF_8);
      return Optional.of(Description.of(Dcf.readFirst(all)))
          .filter(description -> description.name().equals(packageName));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Description> kept(Path file, String packageName) {
    try {
      return description(Files.readAllBytes(file), packageName);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void keep(Path file, byte[] text) {
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "", ".part");
      try {
        Files.write(part, text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      // Without it the next job is slower, and no less right.
      return;
    }
  }

  private static StepFailed missing(URI archive, String packageName) {
    return new Failure(
            Kind.LASTING,
            "PACKAGE_ARCHIVE_MISSING",
            packageName + ": its repository lists it, and has nothing at " + archive + ".",
            "Name another snapshot, or another version of the package.")
        .thrown();
  }

  private static StepFailed broken(URI archive, String packageName) {
    return new Failure(
            Kind.LASTING,
            "REPOSITORY_BROKEN",
            packageName + ": no DESCRIPTION of it is in " + archive + ".",
            "The repository's keeper has to mend it; another snapshot may be whole.")
        .thrown();
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
