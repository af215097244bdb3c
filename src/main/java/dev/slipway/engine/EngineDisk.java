package dev.slipway.engine;

import com.github.dockerjava.api.model.Info;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The disk on which the engine keeps images and its build cache. */
public final class EngineDisk {
  private final Engine engine;
  private final EngineCalls calls;

  public EngineDisk(Engine engine, EngineCalls calls) {
    this.engine = engine;
    this.calls = calls;
  }

  /**
   * The bytes that are free there.
   *
   * @return empty when that cannot be seen from here: the engine is on another machine, does not
   *     answer, or nobody may look at its folder
   */
  public OptionalLong free() {
    try {
      Optional<Path> folder = engine.isLocal() ? folder() : Optional.empty();
      return folder.isPresent()
          ? OptionalLong.of(Files.getFileStore(folder.get()).getUsableSpace())
          : OptionalLong.empty();
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty();
    }
  }

  private Optional<Path> folder() {
    Info info = (Info) calls.call("info", Map.of());
    return Optional.ofNullable(info.getDockerRootDir()).map(Path::of).filter(Files::isDirectory);
  }
}
