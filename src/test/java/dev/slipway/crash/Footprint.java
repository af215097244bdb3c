package dev.slipway.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a process holds on to, measured again and again. */
final class Footprint {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final long KILOBYTE = 1024;

  private final List<Sample> samples = new ArrayList<>();

  /**
   * One measurement.
   *
   * @param jobs ended by then
   * @param heap kilobytes of live objects after a full collection
   * @param files open file handles, sockets among them
   */
  record Sample(int jobs, long heap, long files, long threads) {}

  /** Measures it now; that takes a full collection. */
  void measure(long pid, int jobs) throws IOException, InterruptedException {
    Path process = Path.of("/proc", String.valueOf(pid));
    samples.add(
        new Sample(jobs, heap(pid), count(process.resolve("fd")), count(process.resolve("task"))));
  }

  List<Long> heap() {
    return samples.stream().map(Sample::heap).toList();
  }

  List<Long> files() {
    return samples.stream().map(Sample::files).toList();
  }

  List<Long> threads() {
    return samples.stream().map(Sample::threads).toList();
  }

  /** The median of a series' nth fifth, from 1. */
  static long median(List<Long> series, int fifth) {
    List<Long> part =
        series.subList(series.size() * (fifth - 1) / 5, series.size() * fifth / 5).stream()
            .sorted()
            .toList();
    return part.get(part.size() / 2);
  }

  /** A line a measurement. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("%6s %10s %6s %8s%n".formatted("jobs", "heap KiB", "files", "threads"));
    for (Sample s : samples) {
      text.append("%6d %10d %6d %8d%n".formatted(s.jobs(), s.heap(), s.files(), s.threads()));
    }
    return text.toString();
  }

  private static long heap(long pid) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher total = TOTAL.matcher(text);
    if (jcmd.waitFor() != 0 || !total.find()) {
      throw new IOException("jcmd says nothing of the heap: " + text);
    }
    return Long.parseLong(total.group(1)) / KILOBYTE;
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }
}
