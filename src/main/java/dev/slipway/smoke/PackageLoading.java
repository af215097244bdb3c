package dev.slipway.smoke;

import dev.slipway.engine.ContainerExit;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Loads every package with {@code library()}: in one R process as long as that lives, and in
 * another container with the remaining packages each time one ends it.
 */
final class PackageLoading {
  private static final int TAIL = 20;

  private final TestContainer container;
  private final SmokeLog log;
  private final Map<String, LoadOutcome> outcomes = new LinkedHashMap<>();

  PackageLoading(TestContainer container, SmokeLog log) {
    this.container = container;
    this.log = log;
  }

  /**
   * @throws StepFailed when R does not start in the image, or the engine cannot run containers
   */
  Loading load(List<String> names) throws StepFailed, InterruptedException {
    while (true) {
      List<String> remaining = names.stream().filter(n -> !outcomes.containsKey(n)).toList();
      String marker = UUID.randomUUID().toString();
      ContainerExit exit = container.runAsTask(LoadScript.command(marker, remaining));
      log.output("R, loading " + String.join(" ", remaining), "", exit.error());
      LoadRecords records = LoadRecords.read(exit.output(), marker);
      String r = records.r().orElseThrow(() -> notStarted(exit).thrown());
      outcomes.putAll(records.outcomes());
      records.unfinished().flatMap(name -> blame(name, remaining, exit)).ifPresent(this::add);
      if (records.ended() || outcomes.keySet().containsAll(names) || !learned(remaining)) {
        return loading(names, r, records, exit);
      }
    }
  }

  private Loading loading(List<String> names, String r, LoadRecords last, ContainerExit exit) {
    Optional<String> broken =
        last.ended() || last.unfinished().isPresent()
            ? Optional.empty()
            : Optional.of("R " + how(exit) + " with the packages loaded");
    return new Loading(r, last.installed(), inOrder(names, exit), last.session(), broken);
  }

  private boolean learned(List<String> remaining) {
    return remaining.stream().anyMatch(outcomes::containsKey);
  }

  private void add(LoadOutcome outcome) {
    outcomes.put(outcome.name(), outcome);
  }

  /**
   * The outcome of a package during whose loading R ended. Time and memory may have gone to the
   * packages before it: then it gets a container in which it is the first.
   */
  private Optional<LoadOutcome> blame(String name, List<String> remaining, ContainerExit exit) {
    Optional<String> limit = Limit.reached(exit, container.limits());
    if (limit.isPresent() && !name.equals(remaining.get(0))) {
      return Optional.empty();
    }
    List<String> message = new ArrayList<>();
    message.add(limit.map(l -> "library() " + l).orElse("loading it ended R: R " + how(exit)));
    message.addAll(Excerpt.head(printedBy(name, exit.error()), 3));
    return Optional.of(LoadOutcome.failed(name, String.join("\n", message), exit.duration()));
  }

  /** What was printed since the script announced the package. */
  private static String printedBy(String name, String error) {
    String announcement = "--- library(" + name + ")\n";
    int start = error.lastIndexOf(announcement);
    return start < 0 ? "" : error.substring(start + announcement.length());
  }

  private List<LoadOutcome> inOrder(List<String> names, ContainerExit last) {
    return names.stream()
        .map(
            name ->
                outcomes.getOrDefault(
                    name, LoadOutcome.failed(name, "not tried: R " + how(last), last.duration())))
        .toList();
  }

  private String how(ContainerExit exit) {
    return Limit.reached(exit, container.limits()).orElseGet(() -> ExitCode.text(exit.exitCode()));
  }

  private Failure notStarted(ContainerExit exit) {
    List<String> lines = Excerpt.tail(exit.error() + "\n" + exit.output(), TAIL);
    String hint =
        switch (exit.exitCode()) {
          case 126, 127 ->
              "Use a base image that has /bin/bash and R, with Rscript on its PATH: the cluster"
                  + " starts both by name.";
          case 0 ->
              "The image's ENTRYPOINT does not run the command that it is given: use a base image"
                  + " without an ENTRYPOINT, for the cluster keeps it.";
          default -> "The lines and smoke.log have what R said.";
        };
    return new Failure(
        Kind.TEST,
        "R_DOES_NOT_START",
        "R does not start in the image: it " + how(exit),
        hint,
        lines);
  }
}
