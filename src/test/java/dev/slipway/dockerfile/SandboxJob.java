package dev.slipway.dockerfile;

import dev.slipway.packages.Lock;
import dev.slipway.packages.LockFile;
import dev.slipway.packages.github.GitHub;
import dev.slipway.route.Preview;
import dev.slipway.settings.Allowed;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.spec.SpecReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The first two steps of a job on the sandbox; the build is by hand. */
final class SandboxJob {
  private static final String REPOSITORY = "http://127.0.0.1:5080";

  /** Binary packages, as the shipped configuration of the sandbox has it. */
  static final String BINARIES = REPOSITORY + "/cran/__linux__/{os}/{snapshot}";

  /** Source packages only. */
  static final String SOURCES = REPOSITORY + "/cran/{snapshot}";

  private final Path folder;
  private final Map<Key, String> values = new EnumMap<>(Key.class);

  SandboxJob(Path folder) {
    this.folder = folder;
    values.put(Key.BASE, "127.0.0.1:5000/sandbox/r-ver:{r}");
    values.put(Key.CRAN, BINARIES);
    values.put(Key.BIOCONDUCTOR, REPOSITORY + "/bioconductor");
    values.put(Key.GITHUB, REPOSITORY + "/github");
  }

  SandboxJob with(Key key, String value) {
    values.put(key, value);
    return this;
  }

  /** A file that came with the spec. */
  SandboxJob file(String name, String text) throws Exception {
    Path file = folder.resolve("files").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  /** A spec with R 4.2.2 and those lines. */
  static Spec spec(Path folder, String lines) throws Exception {
    String head = "name: demo\nimage: demo/custom-r-ver:1.0\n";
    String r = lines.contains("base:") || lines.contains("dockerfile:") ? "" : "r: \"4.2.2\"\n";
    Path file = Files.writeString(folder.resolve("spec.yaml"), head + r + lines);
    return SpecReader.read(file, Set.of("standard"), Allowed.EVERYTHING);
  }

  Lock resolve(String lines) throws Exception {
    Settings settings = new Settings(folder, values);
    Spec spec = spec(folder, lines);
    Path files = folder.resolve("files");
    Lock lock = Preview.lock(settings, spec, files, files.resolve(LockFile.NAME), line -> {});
    LockFile.write(lock, folder);
    new RenderDockerfile(settings, gitHub(settings)).run(new FolderInput(folder, spec, lock));
    return lock;
  }

  /** Resolves, renders and builds. */
  Built build(String lines) throws Exception {
    resolve(lines);
    return Built.in(folder);
  }

  private static GitHub gitHub(Settings settings) {
    return new GitHub(
        URI.create(settings.github()), Optional::empty, settings.cache().resolve("github"));
  }
}
