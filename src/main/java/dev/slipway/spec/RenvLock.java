package dev.slipway.spec;

import static dev.slipway.spec.document.Problem.Code.MISSING;
import static dev.slipway.spec.document.Problem.Code.SHAPE;

import dev.slipway.spec.document.FieldPath;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Entry;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Position;
import dev.slipway.spec.document.Problems;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An {@code renv.lock} as a spec: its R, and every package at its version. Where packages come from
 * is for the operator to say, so of the file's repositories only the day is taken.
 *
 * @see <a href="https://rstudio.github.io/renv/articles/lockfile.html">its format</a>
 */
final class RenvLock {
  private static final String PACKAGES = "Packages";
  private static final Pattern DAY = Pattern.compile("/(\\d{4}-\\d{2}-\\d{2})/?$");

  private RenvLock() {}

  static boolean is(Mapping file) {
    return file.entries().containsKey(PACKAGES);
  }

  /** The spec, as far as it can be made. */
  static Mapping read(Mapping file, String name, Problems problems) {
    SpecDocument spec = new SpecDocument(file.at()).put("name", name).put("image", name);
    Optional<Node> r = file.find("R", "Version");
    r.ifPresentOrElse(version -> spec.put("r", version), () -> missingR(file, spec, problems));
    file.find("Bioconductor", "Version")
        .filter(release -> r.isPresent() && SpecDocument.isGiven(release))
        .ifPresent(release -> spec.put("bioconductor", release));
    snapshot(file).ifPresent(day -> spec.put("snapshot", day));
    RenvPackages packages = new RenvPackages(problems);
    Entry section = file.entries().get(PACKAGES);
    FieldPath field = FieldPath.ROOT.key(PACKAGES);
    if (section.value() instanceof Mapping all) {
      all.entries().values().forEach(entry -> packages.add(entry, field.key(entry.key())));
    } else {
      shape(section.value().at(), field, problems);
    }
    spec.put("packages", section.at(), packages.build(section.value().at()));
    spec.put("tests", section.at(), packages.tests(section.value().at()));
    return spec.build();
  }

  private static Optional<Scalar> snapshot(Mapping file) {
    return SpecRules.items(file, "R", "Repositories").stream()
        .flatMap(repository -> SpecRules.text(repository, "URL").stream())
        .flatMap(url -> day(url).stream())
        .findFirst();
  }

  private static Optional<Scalar> day(Scalar url) {
    Matcher day = DAY.matcher(url.source());
    return day.find() ? Optional.of(SpecDocument.text(url.at(), day.group(1))) : Optional.empty();
  }

  /** With some R in its place: the rules of a spec would name fields that this file cannot have. */
  private static void missingR(Mapping file, SpecDocument spec, Problems problems) {
    spec.put("r", "0.0.0");
    Position at = file.find("R").map(Node::at).orElse(file.at());
    FieldPath field = FieldPath.ROOT.key("R").key("Version");
    problems.add(MISSING, at, field, "is missing", "renv::snapshot() writes it");
  }

  static void shape(Position at, FieldPath field, Problems problems) {
    problems.add(SHAPE, at, field, "must be a mapping", "renv::snapshot() writes the file anew");
  }
}
