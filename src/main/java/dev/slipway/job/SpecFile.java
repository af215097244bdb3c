package dev.slipway.job;

import static dev.slipway.spec.document.Problem.Code.CONFLICT;
import static dev.slipway.spec.document.Problem.Code.MISSING;

import dev.slipway.spec.SpecInvalid;
import dev.slipway.spec.SpecName;
import dev.slipway.spec.document.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The spec among the files that came together: {@code spec.yaml} (or {@code .yml}, {@code .json}),
 * else the only YAML file, else {@code cluster.json}, else {@code renv.lock}, else a Dockerfile.
 *
 * @param name the file's name among them
 * @param bytes its content
 */
record SpecFile(String name, byte[] bytes) {
  static final String DOCKERFILE = "Dockerfile";

  private static final List<String> PLAIN = List.of("spec.yaml", "spec.yml", "spec.json");
  private static final List<String> OTHERS = List.of("cluster.json", "renv.lock");
  private static final int MOST_NAMES = 20;

  /**
   * Finds it.
   *
   * @param source what the user dropped; names the job that has a Dockerfile alone
   * @throws SpecInvalid when there is none, or more than one
   */
  static SpecFile in(Path files, String source) throws IOException, SpecInvalid {
    List<String> names =
        FileTree.list(files).stream()
            .filter(FileTree::isFile)
            .map(file -> file.getFileName().toString())
            .filter(name -> !name.startsWith("."))
            .toList();
    Optional<String> found = only(names, PLAIN::contains, source);
    if (found.isEmpty()) {
      found = only(names, SpecFile::isYaml, source);
    }
    if (found.isEmpty()) {
      found = OTHERS.stream().filter(names::contains).findFirst();
    }
    if (found.isPresent()) {
      return new SpecFile(found.get(), Files.readAllBytes(files.resolve(found.get())));
    }
    if (names.contains(DOCKERFILE)) {
      return ofDockerfile(SpecName.ofFile(source + "/" + DOCKERFILE));
    }
    throw Refusals.of(
        source,
        MISSING,
        "",
        "no spec is in it; there is " + listed(files),
        "name it spec.yaml and put it at the top");
  }

  private static Optional<String> only(
      List<String> names, Predicate<String> candidate, String source) throws SpecInvalid {
    List<String> found = names.stream().filter(candidate).toList();
    if (found.size() > 1) {
      throw Refusals.of(
          source,
          CONFLICT,
          "",
          "more than one file may be the spec: " + shown(found),
          "name the one that is meant spec.yaml, or drop each by itself");
    }
    return found.stream().findFirst();
  }

  private static boolean isYaml(String name) {
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  private static SpecFile ofDockerfile(String name) {
    String spec =
        "version: 1\nname: \"%s\"\nimage: \"%s\"\ndockerfile: ./%s\n"
            .formatted(name, name, DOCKERFILE);
    return new SpecFile(JobFolder.SPEC, spec.getBytes(StandardCharsets.UTF_8));
  }

  private static String listed(Path files) throws IOException {
    List<String> all =
        FileTree.list(files).stream()
            .map(path -> path.getFileName() + (FileTree.isFolder(path) ? "/" : ""))
            .toList();
    return all.isEmpty() ? "nothing" : shown(all);
  }

  private static String shown(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
    return Printable.text(shown, 1000) + (names.size() > MOST_NAMES ? ", …" : "");
  }
}
