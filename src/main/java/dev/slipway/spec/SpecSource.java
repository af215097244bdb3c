package dev.slipway.spec;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a spec is read from.
 *
 * @param file has its bytes
 * @param name the file's name as the user knows it, {@code demo.zip/spec.yaml}; stands before line
 *     and column in problems, and {@code .json} or {@code .lock} at its end says what it is
 * @param files the folder that the paths of the spec begin in; it need not be there. Empty means
 *     that nobody looks whether they lead anywhere
 * @param dockerfile a Dockerfile that takes the place of a cluster file's {@code containerImage}
 */
public record SpecSource(
    Path file, String name, Optional<Path> files, Optional<String> dockerfile) {

  /** A file by itself, with the files that lie beside it. */
  public static SpecSource beside(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return new SpecSource(file, file.toString(), Optional.of(folder), Optional.empty());
  }
}
