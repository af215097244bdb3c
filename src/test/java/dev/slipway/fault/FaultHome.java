package dev.slipway.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** An installation with the shipped routes, and pipelines that are short and do not wait long. */
final class FaultHome {
  /** As much as shows that something was tried again, in as little time. */
  private static final String RETRY =
      "retry: {attempts: 4, delay: 100ms, multiplier: 2, maximum: 500ms}\n";

  /** By name, the steps. */
  private static final Map<String, String> PIPELINES =
      Map.of(
          "standard",
          "[resolve-packages, render-dockerfile, docker-build, smoke-test, push,"
              + " write-cluster-json]",
          "resolve",
          "[resolve-packages]",
          "render",
          "[resolve-packages, render-dockerfile]",
          "build",
          "[resolve-packages, render-dockerfile, docker-build]",
          "deliver",
          "[resolve-packages, render-dockerfile, docker-build, push]",
          "smoke",
          "[resolve-packages, render-dockerfile, docker-build,"
              + " smoke-test: {timeout: 8s, memory: 200m, processes: 32}]");

  private FaultHome() {}

  /** Makes it in that folder. */
  static Path in(Path home) throws IOException {
    Path routes = Files.createDirectories(home.resolve("routes"));
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path file : files.toList()) {
        Files.copy(file, routes.resolve(file.getFileName()));
      }
    }
    Files.createDirectories(home.resolve("pipelines"));
    for (Map.Entry<String, String> pipeline : PIPELINES.entrySet()) {
      add(home, pipeline.getKey(), pipeline.getValue());
    }
    return home;
  }

  /** Adds a pipeline; its steps are a YAML list. */
  static void add(Path home, String name, String steps) throws IOException {
    Files.writeString(
        home.resolve("pipelines").resolve(name + ".yaml"), "steps: " + steps + "\n" + RETRY);
  }
}
