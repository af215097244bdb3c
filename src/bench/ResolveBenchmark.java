import com.sun.management.OperatingSystemMXBean;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.packages.Distribution;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.closure.Resolver;
import dev.slipway.packages.closure.Wanted;
import dev.slipway.packages.repository.Repositories;
import dev.slipway.spec.Spec.CranPackage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Resolves 100 packages against an index of 25,000, about what CRAN has, from a server with ETags,
 * and prints how long that takes.
 *
 * <p>Without arguments it is the server, and starts a Java of its own for every time that is taken
 * from the start of a process; with them it is that process.
 */
public class ResolveBenchmark {
  private static final int PACKAGES = 25_000;
  private static final int WANTED = 100;
  private static final int RUNS = 5;
  private static final int WARM_RUNS = 21;
  private static final Optional<String> DAY = Optional.of("2024-06-13");

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      measure(URI.create(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]));
      return;
    }
    byte[] index = new Index(new Random(20240613)).bytes();
    byte[] packed = gzip(index);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, packed));
    server.start();
    Path cache = Files.createTempDirectory("slipway-bench");
    try {
      System.out.printf(
          Locale.ROOT,
          "index: %,d packages, %.1f MB, %.1f MB compressed%n",
          PACKAGES,
          index.length / 1e6,
          packed.length / 1e6);
      report(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), cache);
    } finally {
      server.stop(0);
      delete(cache);
    }
  }

  private static void report(URI url, Path cache) throws Exception {
    List<String[]> cold = new ArrayList<>();
    List<String[]> onDisk = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      delete(cache);
      cold.add(process(url, cache, 1));
      onDisk.add(process(url, cache, 1));
    }
    String[] warm = process(url, cache, WARM_RUNS);
    System.out.printf("packages resolved: %s from %d named%n%n", warm[3], WANTED);
    System.out.printf(
        "%-38s %10s %10s %6s %14s %14s%n",
        "", "median ms", "bar ms", "", "processor ms", "peak heap MB");
    print("cold: new process, empty cache", median(cold), 2000);
    print("new process, index cached on disk", median(onDisk), 2000);
    print("running process, index cached", warm, 200);
  }

  private static void print(String what, String[] numbers, int bar) {
    double time = Double.parseDouble(numbers[0]);
    System.out.printf(
        Locale.ROOT,
        "%-38s %10.0f %10d %6s %14s %14s%n",
        what,
        time,
        bar,
        time < bar ? "ok" : "OVER",
        numbers[1],
        numbers[2]);
  }

  private static String[] median(List<String[]> runs) {
    runs.sort(Comparator.comparingDouble(run -> Double.parseDouble(run[0])));
    return runs.get(runs.size() / 2);
  }

  /** Median time and processor time in milliseconds, peak heap in megabytes, packages. */
  private static String[] process(URI url, Path cache, int runs) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ResolveBenchmark.class.getName(),
                url.toString(),
                cache.toString(),
                Integer.toString(runs))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException("the measured process failed");
    }
    return line.strip().split(" ");
  }

  /** The measured process: resolves that often and prints what it found. */
  private static void measure(URI url, Path cache, int runs) throws Exception {
    Base base =
        new Base(
            ImageReference.parse("r:1"),
            "4.2.2",
            "amd64",
            new Distribution("debian", "12", "bookworm"));
    Repositories repositories = new Repositories(url + "/{os}/{snapshot}", url);
    Resolver resolver = new Resolver(cache);
    Wanted wanted = new Wanted(wanted(), List.of(), List.of(), List.of());
    double[] times = new double[runs];
    double[] processor = new double[runs];
    List<LockedPackage> locked = List.of();
    for (int run = 0; run < runs; run++) {
      long used = run == 0 ? 0 : processorNanos();
      // The first run of a process is counted from its start.
      long start = run == 0 ? ManagementFactory.getRuntimeMXBean().getStartTime() : 0;
      long nanos = System.nanoTime();
      locked = resolver.resolve(wanted, repositories.at(DAY, base, Optional.of("3.16")), DAY, base);
      times[run] =
          run == 0 ? System.currentTimeMillis() - start : (System.nanoTime() - nanos) / 1e6;
      processor[run] = (processorNanos() - used) / 1e6;
    }
    System.out.printf(
        Locale.ROOT,
        "%.1f %.0f %.0f %d%n",
        median(times),
        median(processor),
        peakHeap(),
        locked.size());
  }

  /** Of all threads, the compiler's too; on a busy machine it says more than the time does. */
  private static long processorNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** The only one, or the median of all after the first. */
  private static double median(double[] times) {
    double[] counted = times.length == 1 ? times : Arrays.copyOfRange(times, 1, times.length);
    Arrays.sort(counted);
    return counted[counted.length / 2];
  }

  private static double peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum()
        / 1e6;
  }

  /** Spread over the index, as wishes are. */
  private static List<CranPackage> wanted() {
    return IntStream.range(0, WANTED)
        .mapToObj(i -> Index.name(i * (PACKAGES / WANTED) + i))
        .map(name -> new CranPackage(name, Optional.empty()))
        .toList();
  }

  private static void answer(HttpExchange exchange, byte[] packed) throws IOException {
    try (exchange) {
      String etag = "\"index-1\"";
      if (!exchange.getRequestURI().getPath().endsWith("PACKAGES.gz")) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.getResponseHeaders().set("ETag", etag);
      if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        exchange.sendResponseHeaders(304, -1);
      } else {
        exchange.sendResponseHeaders(200, packed.length);
        exchange.getResponseBody().write(packed);
      }
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /**
   * An index of CRAN's size: the fields that it has, and its shape, where a few packages are needed
   * by very many and most by none.
   */
  private record Index(Random random) {
    private static final List<String> BASE =
        List.of("methods", "stats", "utils", "graphics", "grDevices", "tools", "parallel");

    static String name(int number) {
      return "pkg" + Integer.toString(number * 7919 % 1_679_616 + 46_656, 36) + number % 10;
    }

    byte[] bytes() {
      StringBuilder text = new StringBuilder();
      for (int number = 0; number < PACKAGES; number++) {
        append(text, number);
      }
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void append(StringBuilder text, int number) {
      text.append("Package: ").append(name(number)).append('\n');
      text.append("Version: ").append(version()).append('\n');
      text.append("Depends: R (>= 3.").append(random.nextInt(7)).append(".0), methods\n");
      field(text, "Imports", needed(number, 1 + random.nextInt(9)), true);
      if (random.nextInt(5) == 0) {
        field(text, "LinkingTo", needed(number, 1 + random.nextInt(2)), false);
      }
      field(text, "Suggests", needed(PACKAGES, 2 + random.nextInt(8)), false);
      text.append("License: GPL (>= 2)\nMD5sum: ");
      text.append("%016x%016x".formatted(random.nextLong(), random.nextLong()));
      text.append("\nNeedsCompilation: ").append(random.nextInt(4) == 0 ? "yes" : "no");
      text.append("\n\n");
    }

    private String version() {
      return random.nextInt(4) + "." + random.nextInt(20) + "-" + random.nextInt(10);
    }

    /** Names with lower numbers, the lowest most often; so there is no cycle. */
    private Set<String> needed(int number, int count) {
      Set<String> names = new TreeSet<>();
      for (int i = 0; i < count && number > 0; i++) {
        names.add(name((int) (Math.min(number, 4000) * Math.pow(random.nextDouble(), 4))));
      }
      return names;
    }

    private void field(StringBuilder text, String field, Set<String> names, boolean withBase) {
      List<String> all = new ArrayList<>(names);
      if (withBase) {
        all.add(BASE.get(random.nextInt(BASE.size())));
      }
      if (!all.isEmpty()) {
        String constraint = random.nextInt(3) == 0 ? " (>= 0.0)" : "";
        text.append(field).append(": ").append(String.join(constraint + ",\n        ", all));
        text.append('\n');
      }
    }
  }
}
