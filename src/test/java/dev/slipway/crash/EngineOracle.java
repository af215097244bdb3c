package dev.slipway.crash;

import dev.slipway.crash.Oracle.EndedJob;
import dev.slipway.engine.Image;
import dev.slipway.image.ImageReference;
import dev.slipway.job.JournalEvent;
import dev.slipway.sandbox.Docker;
import dev.slipway.sandbox.SandboxRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold on the engine and in the registry when jobs have ended. Others may use both. */
final class EngineOracle {
  private static final String LABEL = "dev.slipway";
  private static final String CONTAINER = "{{.ID}} {{.Label \"dev.slipway.job\"}}";

  private final Set<String> danglingBefore;

  EngineOracle() throws IOException, InterruptedException {
    this.danglingBefore = dangling();
  }

  List<String> violations(List<EndedJob> jobs) throws IOException, InterruptedException {
    List<String> violations = new ArrayList<>();
    Set<String> ids = jobs.stream().map(EndedJob::id).collect(Collectors.toSet());
    for (String line :
        lines("ps", "-a", "--filter", "label=" + LABEL + ".job", "--format", CONTAINER)) {
      if (ids.contains(line.substring(line.indexOf(' ') + 1))) {
        violations.add("container " + line + " is left");
      }
    }
    Set<String> dangling = new HashSet<>(dangling());
    dangling.removeAll(danglingBefore);
    for (EndedJob job : jobs) {
      built(job).filter(dangling::contains).forEach(id -> violations.add(job.id() + " left " + id));
    }
    lastOfEachImage(jobs).forEach(job -> violations.addAll(digest(job)));
    return violations;
  }

  /** Images of ours that have no name; other tests may be leaving theirs at the same time. */
  private static Set<String> dangling() throws IOException, InterruptedException {
    return Set.copyOf(
        lines(
            "images",
            "-q",
            "--no-trunc",
            "--filter",
            "dangling=true",
            "--filter",
            "label=" + LABEL));
  }

  private static Stream<String> built(EndedJob job) {
    return job.journal().stream()
        .filter(JournalEvent.StepDone.class::isInstance)
        .map(JournalEvent.StepDone.class::cast)
        .filter(done -> done.type().equals(Image.class.getName()))
        .map(done -> done.record().path("id").asText());
  }

  /** A later job may have moved the same tag. */
  private static Collection<EndedJob> lastOfEachImage(List<EndedJob> jobs) {
    Map<String, EndedJob> last =
        jobs.stream()
            .filter(job -> !job.text("digest").isEmpty())
            .collect(
                Collectors.toMap(
                    job -> job.text("image"),
                    job -> job,
                    BinaryOperator.maxBy(Comparator.comparing(job -> job.text("ended")))));
    return last.values();
  }

  private static List<String> digest(EndedJob job) {
    ImageReference image = ImageReference.parse(job.text("image"));
    String there =
        new SandboxRegistry(image.host().orElseThrow())
            .digest(image.path(), image.tag().orElseThrow())
            .orElse("nothing");
    return there.equals(job.text("digest"))
        ? List.of()
        : List.of(
            "%s pushed %s, but %s is %s".formatted(job.id(), job.text("digest"), image, there));
  }

  private static List<String> lines(String... arguments) throws IOException, InterruptedException {
    return Docker.run(arguments).lines().toList();
  }
}
