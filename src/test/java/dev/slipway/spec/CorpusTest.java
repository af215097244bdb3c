package dev.slipway.spec;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.settings.Allowed;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.settings.SettingsInvalid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file in the corpus has exactly the problems that {@code expected.tsv} lists for it; those
 * whose names begin with {@code allowed} where the operator allows little.
 */
class CorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus");
  private static final Path EXPECTED = CORPUS.resolve("expected.tsv");

  static Stream<Arguments> expectations() throws IOException {
    return Files.readAllLines(EXPECTED).stream()
        .map(line -> Arguments.of((Object[]) line.split("\t")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("expectations")
  void fileHasItsProblems(String file, String expected) throws Exception {
    assertThat(problems(CORPUS.resolve(file))).isEqualTo(expected);
  }

  @Test
  void everyFileIsExpected() throws IOException {
    try (Stream<Path> files = Files.list(CORPUS)) {
      assertThat(files.filter(file -> !file.equals(EXPECTED)).map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              expectations().map(e -> (String) e.get()[0]).collect(toSet()));
    }
  }

  private static Allowed allowed(Path file) throws SettingsInvalid {
    Map<Key, String> little =
        Map.of(
            Key.ALLOW_BASES, "docker.io/rocker/r-ver",
            Key.ALLOW_REGISTRIES, "ghcr.io/acme",
            Key.ALLOW_REPOSITORIES, "github.com/acme",
            Key.ALLOW_DOCKERFILE, "false",
            Key.REGISTRY, "own.example");
    return file.getFileName().toString().startsWith("allowed")
        ? new Settings(Path.of("."), little).allowed()
        : Allowed.EVERYTHING;
  }

  private static String problems(Path file) throws IOException, SettingsInvalid {
    try {
      SpecReader.read(file, Set.of("standard", "build-only"), allowed(file));
      return "ok";
    } catch (SpecInvalid e) {
      List<String> lines = List.of(e.getMessage().split("\n"));
      assertThat(lines).hasSameSizeAs(e.problems());
      return e.problems().stream()
          .map(p -> "%s %d:%d".formatted(p.code(), p.line(), p.column()))
          .collect(joining(", "));
    }
  }
}
