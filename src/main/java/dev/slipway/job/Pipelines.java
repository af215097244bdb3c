package dev.slipway.job;

import dev.slipway.spec.document.DocumentReader;
import dev.slipway.spec.document.Problems;
import dev.slipway.step.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every pipeline there is.
 *
 * @param byName by name, in the order of the alphabet
 */
public record Pipelines(SortedMap<String, Pipeline> byName) {
  private static final String EXTENSION = ".yaml";

  public Pipelines {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  /**
   * The pipeline of that name.
   *
   * @throws NoSuchElementException when there is none
   */
  Pipeline get(String name) {
    return Optional.ofNullable(byName.get(name))
        .orElseThrow(() -> new NoSuchElementException("there is no pipelines/" + name + EXTENSION));
  }

  /**
   * The names of the pipelines that lie in a folder, without reading them.
   *
   * @throws IOException when the folder cannot be read
   */
  public static Set<String> names(Path folder) throws IOException {
    return files(folder).stream().map(Pipelines::name).collect(Collectors.toSet());
  }

  /**
   * Reads every {@code *.yaml} in the folder.
   *
   * @param steps the steps there are, by name
   * @throws PipelinesInvalid with every problem of every file
   * @throws IOException when the folder or a file cannot be read
   */
  public static Pipelines read(Path folder, Map<String, Step> steps)
      throws PipelinesInvalid, IOException {
    PipelineReader reader = new PipelineReader(steps);
    SortedMap<String, Pipeline> byName = new TreeMap<>();
    List<String> printed = new ArrayList<>();
    for (Path file : files(folder)) {
      Problems problems = new Problems();
      reader
          .read(name(file), bytes(file), problems)
          .ifPresent(pipeline -> byName.put(pipeline.name(), pipeline));
      problems.sorted().forEach(problem -> printed.add(problem.print(file.toString())));
    }
    if (!printed.isEmpty()) {
      throw new PipelinesInvalid(printed);
    }
    return new Pipelines(byName);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().endsWith(EXTENSION)).sorted().toList();
    }
  }

  private static String name(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - EXTENSION.length());
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(DocumentReader.LARGEST_FILE + 1);
    }
  }
}
