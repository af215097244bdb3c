package dev.slipway.engine;

import com.github.dockerjava.api.model.Info;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The disk on which the engine keeps images and its build cache. */
public final class EngineDisk {
  /** So often is it asked for that the engine had better not be asked each time. */
  private static final Duration GOOD_FOR = Duration.ofSeconds(5);

  private final Engine engine;
  private final EngineCalls calls;
  private long looked = System.nanoTime() - GOOD_FOR.toNanos();
  private OptionalLong free = OptionalLong.empty();

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
  public synchronized OptionalLong free() {
    if (System.nanoTime() - looked >= GOOD_FOR.toNanos()) {
      free = look();
      looked = System.nanoTime();
    }
    return free;
  }

  private OptionalLong look() {
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
