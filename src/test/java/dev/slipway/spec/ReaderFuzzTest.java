package dev.slipway.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.settings.Allowed;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, the reader says what is wrong, soon and without filling the memory. */
class ReaderFuzzTest {
  private static final String SEED = "20240613";
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final int MOST_PROBLEMS = 501;
  private static final List<String> NAMES = List.of("spec.yaml", "spec.json", "renv.lock");

  @Property(seed = SEED, shrinking = ShrinkingMode.OFF)
  void noiseIsReadOrRefused(@ForAll long seed) {
    readUnderEveryName(HostileFiles.noise(new Random(seed)));
  }

  @Property(seed = SEED, shrinking = ShrinkingMode.OFF)
  void mutationsOfTheCorpusAreReadOrRefused(@ForAll long seed) {
    readUnderEveryName(HostileFiles.mutation(new Random(seed)));
  }

  @Property(seed = SEED, shrinking = ShrinkingMode.OFF)
  void documentsAreReadOrRefused(@ForAll long seed) {
    readUnderEveryName(HostileFiles.document(new Random(seed)));
  }

  private static void readUnderEveryName(byte[] bytes) {
    try {
      NAMES.forEach(name -> read(name, bytes));
    } catch (RuntimeException | Error e) {
      throw new AssertionError("on these bytes: " + kept(bytes), e);
    }
  }

  private static Path kept(byte[] bytes) {
    try {
      return Files.write(Files.createDirectories(Path.of("target/fuzz")).resolve("failed"), bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** In a process of its own: only there nothing but the reader uses the memory. */
  @Test
  void theWorstFilesTakeNoMoreThanASecondAnd64Megabytes() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ReaderFuzzTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());

    assertThat(process.waitFor()).as(said).isZero();
  }

  /** Reads the worst files and says which took too long. */
  public static void main(String[] arguments) {
    read("warm.yaml", HostileFiles.document(new Random(1)));
    read("warm.json", "{\"name\": \"demo\"}".getBytes());
    boolean failed = false;
    for (Map.Entry<String, byte[]> file : HostileFiles.worst().entrySet()) {
      long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      try {
        read(file.getKey(), file.getValue());
      } catch (RuntimeException | Error e) {
        System.out.println(file.getKey() + ": " + e);
        e.printStackTrace(System.out);
        failed = true;
      }
      Duration took =
          Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin);
      System.out.printf("%s: %d ms%n", file.getKey(), took.toMillis());
      failed |= took.compareTo(LONGEST) > 0;
    }
    System.exit(failed ? 1 : 0);
  }

  private static void read(String name, byte[] bytes) {
    SpecSource source =
        new SpecSource(Path.of(name), name, Optional.empty(), Optional.of("./Dockerfile"));
    try {
      SpecReader.read(source, bytes, Set.of("standard"), Allowed.EVERYTHING);
    } catch (SpecInvalid e) {
      assertThat(e.problems()).isNotEmpty().hasSizeLessThanOrEqualTo(MOST_PROBLEMS);
      assertThat(e.getMessage())
          .hasSizeLessThan(2_000_000)
          .doesNotContain("\0", "\u202e", "\u001b");
    }
  }
}
