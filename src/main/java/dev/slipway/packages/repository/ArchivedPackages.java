package dev.slipway.packages.repository;

import dev.slipway.packages.Description;
import dev.slipway.packages.RVersion;
import dev.slipway.packages.Repository;
import dev.slipway.step.StepFailed;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The versions of packages that a repository has no longer in its index, but in {@code
 * src/contrib/Archive/<package>/}. What they need is in the DESCRIPTION of each archive.
 */
public final class ArchivedPackages {
  private final ArchiveDescriptions descriptions;

  /**
   * @param cache the cache folder of all jobs
   */
  public ArchivedPackages(Path cache) {
    this.descriptions = new ArchiveDescriptions(cache);
  }

  /**
   * The version, if the archive has it.
   *
   * @param name a package's name
   * @param version its version, as the archive's file name has it
   * @throws StepFailed REPOSITORY_BROKEN when what is there is another package or version, or none,
   *     and what {@link RepositoryClient#get} throws
   */
  public Optional<IndexEntry> find(
      Repository repository, String name, String version, RepositoryClient client)
      throws StepFailed, InterruptedException {
    String file = "Archive/" + name + "/" + name + "_" + version + ".tar.gz";
    URI uri = URI.create(repository.url() + "/src/contrib/" + file);
    return descriptions.read(
        uri, name, client, fields -> entry(fields, file, uri, name, RVersion.parse(version)));
  }

  private static IndexEntry entry(
      Map<String, String> fields, String file, URI uri, String name, RVersion version)
      throws StepFailed {
    IndexEntry read = IndexEntry.of(fields);
    Description found = read.description();
    if (!found.name().equals(name) || !RVersion.parse(found.version()).equals(version)) {
      throw RepositoryAnswer.lie(uri, found);
    }
    return new IndexEntry(found, file, Optional.empty(), read.windowsOnly());
  }
}
