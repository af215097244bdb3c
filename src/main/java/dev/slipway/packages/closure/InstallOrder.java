package dev.slipway.packages.closure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The order in which packages can be installed: each after all that it needs, alphabetical where
 * that leaves a choice, so that it is always the same.
 *
 * @param names those that have an order
 * @param cycle names of which each needs the next, the first again at the end; empty when there is
 *     none
 */
record InstallOrder(List<String> names, List<String> cycle) {
  /**
   * @param needs what each package needs, by name; names that are no key count for nothing
   */
  static InstallOrder of(Map<String, List<String>> needs) {
    Map<String, Set<String>> waiting = new TreeMap<>();
    Map<String, List<String>> neededBy = new HashMap<>();
    needs.forEach(
        (name, all) -> {
          Set<String> needed = new TreeSet<>(all);
          needed.retainAll(needs.keySet());
          waiting.put(name, needed);
          needed.forEach(n -> neededBy.computeIfAbsent(n, k -> new ArrayList<>()).add(name));
        });
    PriorityQueue<String> ready = new PriorityQueue<>();
    waiting.forEach((name, needed) -> addIfReady(name, needed, ready));
    List<String> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      String name = ready.remove();
      order.add(name);
      waiting.remove(name);
      for (String next : neededBy.getOrDefault(name, List.of())) {
        waiting.get(next).remove(name);
        addIfReady(next, waiting.get(next), ready);
      }
    }
    return new InstallOrder(order, cycle(waiting));
  }

  private static void addIfReady(String name, Set<String> needed, PriorityQueue<String> ready) {
    if (needed.isEmpty()) {
      ready.add(name);
    }
  }

  /** Whoever waits needs one who waits, so that going on from one to the next ends in a cycle. */
  private static List<String> cycle(Map<String, Set<String>> waiting) {
    if (waiting.isEmpty()) {
      return List.of();
    }
    Set<String> path = new LinkedHashSet<>();
    String name = waiting.keySet().iterator().next();
    while (path.add(name)) {
      name = waiting.get(name).iterator().next();
    }
    List<String> all = new ArrayList<>(path);
    List<String> cycle = new ArrayList<>(all.subList(all.indexOf(name), all.size()));
    cycle.add(name);
    return cycle;
  }
}
