package dev.slipway.packages.github;

import dev.slipway.packages.GitHubCommit;
import dev.slipway.packages.PartFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The files of commits that were fetched before. A commit's files never change, and they may be
 * private, so nobody else may read the folder. Other processes may use it at the same time.
 */
final class TarballCache {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path folder;

  TarballCache(Path folder) {
    this.folder = folder;
    PartFiles.sweep(folder);
  }

  /** Where that commit's files are, if they are there. */
  Path file(GitHubCommit commit) {
    return folder.resolve(
        commit.user() + "-" + commit.repository() + "-" + commit.sha() + ".tar.gz");
  }

  /** An empty file in the cache's folder to fetch into. */
  Path newPart() throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    try {
      Files.createDirectory(folder, OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      // Made earlier.
    }
    return Files.createTempFile(folder, ".download", ".part");
  }

  /** Puts what was fetched in its place, whole. */
  Path keep(Path part, GitHubCommit commit) throws IOException {
    return Files.move(part, file(commit), StandardCopyOption.ATOMIC_MOVE);
  }
}
