package dev.slipway.job;

import static dev.slipway.spec.document.Problem.Code.CONFLICT;
import static dev.slipway.spec.document.Problem.Code.DUPLICATE;
import static dev.slipway.spec.document.Problem.Code.UNKNOWN;
import static dev.slipway.spec.document.Problem.Code.VALUE;

import dev.slipway.job.Pipeline.Retry;
import dev.slipway.job.Pipeline.StepEntry;
import dev.slipway.spec.document.DocumentReader;
import dev.slipway.spec.document.DocumentSchema;
import dev.slipway.spec.document.FieldPath;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Entry;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Node.Sequence;
import dev.slipway.spec.document.Position;
import dev.slipway.spec.document.Printable;
import dev.slipway.spec.document.Problems;
import dev.slipway.spec.document.Suggestion;
import dev.slipway.step.OptionType;
import dev.slipway.step.Step;
import dev.slipway.step.StepOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads one pipeline file: its shape by a schema, its steps and options by what there is. */
final class PipelineReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final DocumentSchema SCHEMA =
      DocumentSchema.ofResource(PipelineReader.class, "pipeline.schema.json");

  private final Map<String, Step> knownSteps;

  PipelineReader(Map<String, Step> knownSteps) {
    this.knownSteps = knownSteps;
  }

  /** The pipeline; empty when problems were added. */
  Optional<Pipeline> read(String name, byte[] bytes, Problems problems) {
    if (!NAME.matcher(name).matches()) {
      problems.add(
          VALUE,
          Position.START,
          FieldPath.ROOT,
          "the file's name is not a pipeline's",
          "lower-case letters, digits and hyphens, at most 63");
    }
    Optional<Node> root = DocumentReader.read(name + ".yaml", bytes, problems);
    root.ifPresent(node -> SCHEMA.check(node, problems));
    if (root.isEmpty() || !problems.isEmpty()) {
      return Optional.empty();
    }
    List<StepEntry> steps = steps(root.get(), problems);
    Retry retry = retry(root.get(), problems);
    return problems.isEmpty() ? Optional.of(new Pipeline(name, steps, retry)) : Optional.empty();
  }

  private List<StepEntry> steps(Node root, Problems problems) {
    FieldPath field = FieldPath.ROOT.key("steps");
    List<StepEntry> steps = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Set<Class<? extends Record>> left = new HashSet<>();
    for (Node item : ((Sequence) root.find("steps").orElseThrow()).items()) {
      FieldPath at = field.item(steps.size());
      StepEntry step = step(item, at, problems);
      if (!seen.add(step.name())) {
        problems.add(
            DUPLICATE,
            item.at(),
            at,
            Printable.quoted(step.name()) + " is in the pipeline already",
            "a step runs once: remove it");
      }
      Optional<Step> known = Optional.ofNullable(knownSteps.get(step.name()));
      known.ifPresent(k -> readable(step.name(), k, left, item.at(), at, problems));
      known.map(Step::leaves).ifPresent(left::add);
      steps.add(step);
    }
    return steps;
  }

  private void readable(
      String name,
      Step step,
      Set<Class<? extends Record>> left,
      Position position,
      FieldPath field,
      Problems problems) {
    for (Class<? extends Record> wanted : step.reads()) {
      if (!left.contains(wanted)) {
        problems.add(
            CONFLICT,
            position,
            field,
            "%s reads the %s, which no step before it leaves"
                .formatted(name, wanted.getSimpleName()),
            "put one that leaves it before it: " + listed(leaving(wanted)));
      }
    }
  }

  private Set<String> leaving(Class<? extends Record> wanted) {
    return knownSteps.entrySet().stream()
        .filter(step -> step.getValue().leaves().equals(wanted))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private StepEntry step(Node item, FieldPath field, Problems problems) {
    if (item instanceof Scalar scalar) {
      known(scalar.source(), knownSteps.keySet(), "step", scalar.at(), field, problems);
      return new StepEntry(scalar.source(), StepOptions.NONE);
    }
    Entry entry = ((Mapping) item).entries().values().iterator().next();
    known(entry.key(), knownSteps.keySet(), "step", entry.at(), field, problems);
    Map<String, OptionType> allowed = new HashMap<>(Limits.OPTIONS);
    Optional.ofNullable(knownSteps.get(entry.key())).map(Step::options).ifPresent(allowed::putAll);
    Map<String, String> options = new LinkedHashMap<>();
    for (Entry option : ((Mapping) entry.value()).entries().values()) {
      FieldPath below = field.key(entry.key()).key(option.key());
      Scalar value = (Scalar) option.value();
      if (knownSteps.containsKey(entry.key())) {
        known(
            option.key(),
            allowed.keySet(),
            "option of " + entry.key(),
            option.at(),
            below,
            problems);
        ofType(value, allowed.get(option.key()), below, problems);
      }
      options.put(option.key(), value.source());
    }
    return new StepEntry(entry.key(), new StepOptions(options));
  }

  private static void ofType(Scalar value, OptionType type, FieldPath field, Problems problems) {
    if (type != null && !type.accepts(value.source())) {
      problems.add(
          VALUE,
          value.at(),
          field,
          Printable.quoted(value.source()) + " is not what this option takes",
          "write " + type.meant());
    }
  }

  private static void known(
      String name, Set<String> all, String what, Position at, FieldPath field, Problems problems) {
    if (all.contains(name)) {
      return;
    }
    String hint =
        Suggestion.closest(name, all)
            .map(Suggestion::didYouMean)
            .orElse(all.isEmpty() ? "there is none" : "there are " + listed(all));
    problems.add(UNKNOWN, at, field, Printable.quoted(name) + " is no " + what, hint);
  }

  private static String listed(Set<String> names) {
    return String.join(", ", new TreeSet<>(names));
  }

  private static Retry retry(Node root, Problems problems) {
    Map<String, String> values = new LinkedHashMap<>();
    root.find("retry")
        .ifPresent(
            section ->
                ((Mapping) section)
                    .entries()
                    .forEach((key, e) -> values.put(key, ((Scalar) e.value()).source())));
    StepOptions durations = new StepOptions(values);
    Retry retry =
        new Retry(
            number(root, "attempts", Retry.STANDARD.attempts()).intValue(),
            durations.duration("delay", Retry.STANDARD.delay()),
            number(root, "multiplier", Retry.STANDARD.multiplier()).doubleValue(),
            durations.duration("maximum", Retry.STANDARD.maximum()));
    if (retry.delay().compareTo(retry.maximum()) > 0) {
      problems.add(
          CONFLICT,
          root.find("retry").orElseThrow().at(),
          FieldPath.ROOT.key("retry"),
          "delay is longer than maximum",
          "raise maximum (1m when it is left out)");
    }
    return retry;
  }

  private static Number number(Node root, String key, Number otherwise) {
    return root.find("retry", key).map(node -> (Number) ((Scalar) node).value()).orElse(otherwise);
  }
}
