package dev.slipway.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** {@code slipway sandbox}: the local engine, registry and repository of the demo and the tests. */
@Command(
    name = "sandbox",
    mixinStandardHelpOptions = true,
    description = "Starts, stops or shows the local engine, registries and package repository.")
final class SandboxCommand implements Callable<Integer> {
  /** What to do with it. */
  enum Action {
    up,
    down,
    status
  }

  @Parameters(paramLabel = "up|down|status", description = "What to do with it.")
  private Action action;

  @Unmatched private List<String> options = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return run(action, options);
  }

  /** Runs the sandbox's own script, which does it all, with its output on ours. */
  static int run(Action action, List<String> options) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Home.folder().resolve("src/sandbox/sandbox").toString());
    line.add(action.name());
    line.addAll(options);
    return new ProcessBuilder(line).inheritIO().start().waitFor();
  }
}
