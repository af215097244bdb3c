package dev.slipway.packages.closure;

import dev.slipway.packages.Dependency;
import dev.slipway.packages.RVersion;
import dev.slipway.packages.Source;
import dev.slipway.packages.closure.Need.Node;
import dev.slipway.step.StepFailed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that the roots need, nearest first, so that the path to each package is a shortest
 * one.
 */
final class Closure {
  private final Roots roots;
  private final PackagePool pool;
  private final Diagnosis diagnosis;
  private final RVersion r;
  private final Map<String, List<Need>> known;

  private final Deque<Need> open = new ArrayDeque<>();
  private final List<Need> needs = new ArrayList<>();
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Set<String> failed = new HashSet<>();
  private final List<PackageProblem> problems = new ArrayList<>();

  private Closure(
      Roots roots, PackagePool pool, Diagnosis diagnosis, RVersion r, List<Need> known) {
    this.roots = roots;
    this.pool = pool;
    this.diagnosis = diagnosis;
    this.r = r;
    this.known = known.stream().collect(Collectors.groupingBy(Need::name));
  }

  /**
   * Walks from the roots to all that they need.
   *
   * @param r the image's version of R
   * @param known who needs what, as an earlier walk found, for choosing between versions
   */
  static Closure walk(
      Roots roots, PackagePool pool, Diagnosis diagnosis, RVersion r, List<Need> known)
      throws StepFailed, InterruptedException {
    Closure closure = new Closure(roots, pool, diagnosis, r, known);
    closure.problems.addAll(roots.problems());
    closure.open.addAll(roots.needs());
    while (!closure.open.isEmpty()) {
      closure.take(closure.open.remove());
    }
    return closure;
  }

  /** What was chosen, by name. */
  Map<String, Candidate> chosen() {
    Map<String, Candidate> chosen = new LinkedHashMap<>();
    nodes.forEach((name, node) -> chosen.put(name, node.candidate()));
    return chosen;
  }

  /** Who needs what, with what version. */
  List<Need> needs() {
    return needs;
  }

  /** What cannot be had. */
  List<PackageProblem> problems() {
    return problems;
  }

  /** The needs that what was chosen does not fulfil. */
  List<PackageProblem> conflicts() {
    return needs.stream()
        .filter(need -> nodes.containsKey(need.name()))
        .filter(need -> !nodes.get(need.name()).candidate().fulfils(need.dependency()))
        .map(need -> diagnosis.conflict(need, nodes.get(need.name()).candidate()))
        .toList();
  }

  private void take(Need need) throws StepFailed, InterruptedException {
    if (BasePackages.contains(need.name())) {
      if (!Candidate.satisfies(r, need.dependency())) {
        problems.add(diagnosis.needsR(need));
      }
      return;
    }
    needs.add(need);
    if (nodes.containsKey(need.name())
        || roots.isMissing(need.name())
        || failed.contains(need.name())) {
      return;
    }
    Optional<Candidate> choice = choose(need);
    if (choice.isEmpty()) {
      failed.add(need.name());
    } else {
      add(new Node(choice.get(), need));
    }
  }

  private void add(Node node) {
    nodes.put(node.candidate().name(), node);
    for (Dependency dependency : node.candidate().description().dependencies()) {
      // What is part of R was looked at when the candidate was chosen.
      if (!BasePackages.contains(dependency.name())) {
        open.add(new Need(Optional.of(node), Need.SPEC, dependency));
      }
    }
  }

  private Optional<Candidate> choose(Need need) throws StepFailed, InterruptedException {
    List<Candidate> all = candidates(need.name());
    if (all.isEmpty()) {
      problems.add(diagnosis.unknown(need, roots.source(need.name())));
      return Optional.empty();
    }
    List<Candidate> usable = all.stream().filter(this::isUsable).toList();
    if (usable.isEmpty()) {
      problems.add(diagnosis.unusable(all.get(0), need));
      return Optional.empty();
    }
    return usable.stream()
        .filter(this::fulfilsAllKnown)
        .findFirst()
        .or(() -> Optional.of(usable.get(0)));
  }

  /**
   * CRAN comes first and the others are asked only for what it cannot give: a name on CRAN has one
   * owner, so that nobody can take a package over by using its name in another repository.
   */
  private List<Candidate> candidates(String name) throws StepFailed, InterruptedException {
    Optional<Candidate> fixed = roots.fixed(name);
    if (fixed.isPresent()) {
      return List.of(fixed.get());
    }
    Optional<Source> source = roots.source(name);
    if (source.isPresent()) {
      return pool.find(source.get(), name);
    }
    List<Candidate> cran = pool.find(Source.CRAN, name);
    if (cran.stream().anyMatch(one -> isUsable(one) && fulfilsAllKnown(one))) {
      return cran;
    }
    List<Candidate> all = new ArrayList<>(cran);
    all.addAll(pool.find(Source.BIOCONDUCTOR, name));
    return all;
  }

  private boolean isUsable(Candidate candidate) {
    return !candidate.windowsOnly() && candidate.unmetByR(r).isEmpty();
  }

  private boolean fulfilsAllKnown(Candidate candidate) {
    return known.getOrDefault(candidate.name(), List.of()).stream()
        .allMatch(need -> candidate.fulfils(need.dependency()));
  }
}
