package dev.slipway.job;

import dev.slipway.settings.Allowed;
import dev.slipway.spec.Spec;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.spec.SpecReader;
import dev.slipway.spec.SpecSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A spec that is read without a job being made of it: from a file, a folder or an archive.
 *
 * <p>What an archive holds is on the disk until this is closed.
 */
public final class OpenedSpec implements AutoCloseable {
  private final Spec spec;
  private final Path files;
  private final Optional<Path> lock;
  private final Optional<Path> scratch;

  private OpenedSpec(Spec spec, Path files, Optional<Path> lock, Optional<Path> scratch) {
    this.spec = spec;
    this.files = files;
    this.lock = lock.filter(FileTree::isFile);
    this.scratch = scratch;
  }

  /**
   * Reads it.
   *
   * @param pipelines the names of the pipelines that there are
   * @param allowed what the operator lets specs name
   * @throws SpecInvalid with every problem
   * @throws IOException when it cannot be read
   */
  public static OpenedSpec open(Path path, Set<String> pipelines, Allowed allowed)
      throws IOException, SpecInvalid {
    if (!Inputs.isTree(Inputs.named(path))) {
      Spec spec = SpecReader.read(SpecSource.beside(path), pipelines, allowed);
      Path folder = path.toAbsolutePath().getParent();
      return new OpenedSpec(spec, folder, Optional.of(Inputs.lockBeside(path)), Optional.empty());
    }
    Path scratch = Files.createTempDirectory("slipway-");
    try {
      return unpacked(path, scratch, pipelines, allowed);
    } catch (IOException | SpecInvalid | RuntimeException e) {
      FileTree.delete(scratch);
      throw e;
    }
  }

  private static OpenedSpec unpacked(
      Path path, Path scratch, Set<String> pipelines, Allowed allowed)
      throws IOException, SpecInvalid {
    Unpacking unpacking =
        Unpacking.of(Inputs.named(path), path.toString(), scratch.resolve(Unpacking.FILES));
    Path file = Files.write(scratch.resolve(JobFolder.SPEC), unpacking.spec().bytes());
    SpecSource source =
        Inputs.source(file, path + "/" + unpacking.spec().name(), unpacking.files());
    Spec spec = SpecReader.read(source, pipelines, allowed);
    Optional<Path> lock = Optional.of(unpacking.files().resolve(Unpacking.LOCK));
    return new OpenedSpec(spec, unpacking.files(), lock, Optional.of(scratch));
  }

  /**
   * Where the lock of a spec belongs: {@code lock.json} in a folder, {@code demo.lock.json} beside
   * {@code demo.yaml}.
   *
   * @throws IOException when the spec is in an archive, which is not written to
   */
  public static Path lockOf(Path spec) throws IOException {
    if (FileTree.isFolder(spec)) {
      return spec.resolve(Unpacking.LOCK);
    }
    if (Inputs.isTree(spec)) {
      throw new IOException(spec + " is an archive: unpack it, and keep the lock in its folder");
    }
    return Inputs.lockBeside(spec);
  }

  public Spec spec() {
    return spec;
  }

  /** The folder that the spec's paths begin in. */
  public Path files() {
    return files;
  }

  /** The lock that came with the spec. */
  public Optional<Path> lock() {
    return lock;
  }

  @Override
  public void close() throws IOException {
    if (scratch.isPresent()) {
      FileTree.delete(scratch.get());
    }
  }
}
