package dev.slipway.crash;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/**
 * How the processes that are killed are started: from an archive of loaded classes (JEP 310, 350),
 * which halves the time to the first job. An archive needs every class in a jar.
 */
final class VictimJvm {
  private final String classPath;
  private final Path archive;

  private VictimJvm(String classPath, Path archive) {
    this.classPath = classPath;
    this.archive = archive;
  }

  /** Makes the jar and the archive, with a job that is run for it. */
  static VictimJvm prepare(Path folder, String registry) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path jar = folder.resolve("classes.jar");
    List<String> make = new ArrayList<>(List.of("--create", "--file", jar.toString()));
    List<String> classPath = new ArrayList<>(List.of(jar.toString()));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (Files.isDirectory(Path.of(entry))) {
        make.addAll(List.of("-C", entry, "."));
      } else if (entry.endsWith(".jar")) {
        classPath.add(entry);
      }
    }
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, make.toArray(String[]::new));
    if (status != 0) {
      throw new IOException("jar failed: " + make);
    }
    VictimJvm jvm =
        new VictimJvm(String.join(File.pathSeparator, classPath), folder.resolve("classes.jsa"));
    jvm.train(Place.create(folder.resolve("train"), registry));
    return jvm;
  }

  private void train(Place place) throws IOException, InterruptedException {
    Drop.STANDARD.into(place.settings().inbox());
    Process process = start(place, command("-XX:ArchiveClassesAtExit=" + archive, service(place)));
    while (process.isAlive() && place.ended() == 0) {
      Thread.sleep(20);
    }
    process.destroy();
    if (!process.waitFor(1, TimeUnit.MINUTES) || !Files.exists(archive)) {
      process.destroyForcibly();
      throw new IOException("no class archive was made, see " + place.root().resolve("output.txt"));
    }
  }

  /** The service as it is shipped. */
  static List<String> service(Place place) {
    List<String> arguments =
        new ArrayList<>(
            List.of("dev.slipway.Main", "run", "--config", Place.CONFIGURATION.toString()));
    place.set().forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return arguments;
  }

  /** The service that dies at an event. */
  static List<String> halting(Place place, String event) {
    List<String> arguments = new ArrayList<>(List.of(HaltingMain.class.getName(), event));
    place.set().forEach((key, value) -> arguments.add(key + "=" + value));
    return arguments;
  }

  List<String> command(List<String> main) {
    return command("-XX:SharedArchiveFile=" + archive, main);
  }

  private List<String> command(String archiveOption, List<String> main) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                archiveOption,
                "-Xshare:auto",
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                // The process itself writes nothing, so that the first write is a job's.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-DumpSharedMappingsInCore",
                "-XX:-DumpPrivateMappingsInCore",
                "-XX:-UsePerfData",
                "-Dslipway.home=" + Path.of("").toAbsolutePath(),
                "-Dcrash.configuration=" + Place.CONFIGURATION,
                "-Dlogback.configurationFile="
                    + Path.of("src/test/resources/logback-test.xml").toUri(),
                "-cp",
                classPath));
    command.addAll(main);
    return command;
  }

  static Process start(Place place, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .directory(place.root().toFile())
        .redirectErrorStream(true)
        .redirectOutput(place.root().resolve("output.txt").toFile())
        .start();
  }

  /**
   * Kills the Nth of those system calls that a thread of the command makes, before it has done
   * anything. (With {@code --seccomp-bpf} strace 6.1 never gets further than the first.)
   */
  static List<String> killedAt(Syscalls calls, int n, Path trace, List<String> command) {
    List<String> line =
        new ArrayList<>(
            Arrays.asList(
                "strace",
                "-f",
                "-qq",
                "-y",
                "-o",
                trace.toString(),
                "-e",
                "trace=" + calls.names(),
                "-e",
                "inject=%s:signal=KILL:when=%d".formatted(calls.names(), n)));
    line.addAll(command);
    return line;
  }
}
