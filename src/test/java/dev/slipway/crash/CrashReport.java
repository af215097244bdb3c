package dev.slipway.crash;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of all kill points, as a table for people. */
final class CrashReport {
  private static final String ROW = "%-10s %-22s %-8s %7s %7s %8s %11s%n";

  private final List<KillPoint> points;

  CrashReport(List<KillPoint> points) {
    this.points = points;
  }

  /** The kill points at which a process was killed. */
  int killed() {
    return (int) points.stream().filter(KillPoint::killed).count();
  }

  /** A line for each violation, with the place where it can be had again. */
  List<String> violations() {
    List<String> lines = new ArrayList<>();
    for (KillPoint point : points) {
      point.violations().forEach(violation -> lines.add(point.describe() + ": " + violation));
    }
    return lines;
  }

  @Override
  public String toString() {
    Map<Sweep, List<KillPoint>> sweeps = new LinkedHashMap<>();
    points.forEach(p -> sweeps.computeIfAbsent(p.sweep(), any -> new ArrayList<>()).add(p));
    StringBuilder text =
        new StringBuilder(
            ROW.formatted("job", "begins", "kills", "points", "killed", "resumed", "violations"));
    sweeps.forEach(
        (sweep, of) ->
            text.append(row(sweep.drop().name().toLowerCase(), sweep.from(), sweep.at(), of)));
    text.append(row("all", "", "", points));
    violations().forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static String row(String job, String from, String at, Collection<KillPoint> points) {
    List<KillPoint> killed = points.stream().filter(KillPoint::killed).toList();
    return ROW.formatted(
        job,
        from,
        at,
        points.size(),
        killed.size(),
        killed.stream().filter(point -> point.violations().isEmpty()).count(),
        points.stream().mapToInt(point -> point.violations().size()).sum());
  }
}
