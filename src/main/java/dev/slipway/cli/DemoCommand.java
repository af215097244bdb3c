package dev.slipway.cli;

import dev.slipway.route.SlipwayCamel;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.settings.SettingsInvalid;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipway demo}: the main job on a fresh machine. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Sets up the sandbox, runs the examples through an inbox, and shows the outbox.")
final class DemoCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  @Spec private CommandSpec command;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description =
          "Where each run makes a folder of its own, named for the time, for its inbox and outbox"
              + " (default: target/demo beside the launcher).")
  private Optional<Path> folder;

  @Override
  public Integer call() throws Exception {
    int up = SandboxCommand.run(SandboxCommand.Action.up, List.of());
    if (up != ExitCode.SUCCESS) {
      return ExitCode.FAILED;
    }
    Settings settings = settings();
    List<Path> examples = examples();
    ProgressPrinter progress = new ProgressPrinter(out());
    try (SlipwayCamel camel =
        SlipwayCamel.start(Home.folder(), settings, progress, SlipwayCamel.Mode.SERVICE)) {
      camel.requireEngine();
      for (Path example : examples) {
        drop(example, settings.inbox());
      }
      progress.awaitEnded(examples.size());
    }
    return show(progress.ended());
  }

  /** With a fresh folder, so that nothing that an interrupted run left is taken for an example. */
  private Settings settings() throws SettingsInvalid {
    Path demo =
        folder
            .orElse(Home.folder().resolve("target/demo"))
            .resolve(LocalDateTime.now(ZoneOffset.UTC).format(TIME))
            .toAbsolutePath();
    Map<String, String> set = new LinkedHashMap<>();
    for (Key key : List.of(Key.INBOX, Key.WORK, Key.OUTBOX, Key.DEAD_LETTER)) {
      String name = key.property().substring("slipway.".length());
      set.put(key.property(), demo.resolve(name).toString());
    }
    return Configuration.sandbox(set);
  }

  private static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Home.folder().resolve("examples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  /**
   * As any program should that drops a file: whole at once, under a name that is ignored until
   * then.
   */
  private static void drop(Path spec, Path inbox) throws IOException {
    Path hidden = inbox.resolve("." + spec.getFileName());
    Files.copy(spec, hidden, StandardCopyOption.REPLACE_EXISTING);
    Files.move(hidden, inbox.resolve(spec.getFileName()), StandardCopyOption.ATOMIC_MOVE);
  }

  private int show(List<ProgressPrinter.Ended> ended) throws IOException {
    for (ProgressPrinter.Ended job : ended) {
      out().println();
      out().println(job.folder().path() + ": " + job.ending().status());
      list(job.folder().path());
      Path cluster = job.folder().path().resolve("cluster.json");
      if (Files.exists(cluster)) {
        out().println(Files.readString(cluster));
      }
    }
    long succeeded = ended.stream().filter(ProgressPrinter.Ended::succeeded).count();
    out().println(succeeded + " of " + ended.size() + " examples succeeded");
    out().flush();
    return succeeded == ended.size() ? ExitCode.SUCCESS : ExitCode.FAILED;
  }

  private void list(Path job) throws IOException {
    try (Stream<Path> files = Files.walk(job)) {
      files
          .filter(Files::isRegularFile)
          .map(job::relativize)
          .sorted()
          .forEach(file -> out().println("  " + file));
    }
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }
}
