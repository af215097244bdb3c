package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.step.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that touch no engine. */
class CommandsTest {
  private static final String GOOD = "name: demo\nimage: demo/x:1\nr: \"4.2.2\"\n";
  private static final String BAD = "name: demo\nimage: demo/x:1\nr: 4.2\npakages: {}\n";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void checkSaysThatAGoodSpecIsValid() throws IOException {
    Path spec = file("good.yaml", GOOD);

    assertThat(run("check", spec.toString())).isEqualTo(ExitCode.SUCCESS);
    assertThat(out).hasToString(spec + ": valid\n");
  }

  @Test
  void checkSaysEveryProblemOfEverySpecAndExitsWithTwo() throws IOException {
    Path good = file("good.yaml", GOOD);
    Path bad = file("bad.yaml", BAD);

    assertThat(run("check", bad.toString(), good.toString())).isEqualTo(ExitCode.INVALID);
    assertThat(out).hasToString(good + ": valid\n");
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("TYPE " + bad + ":3:4 r: "),
            line -> assertThat(line).startsWith("UNKNOWN " + bad + ":4:1 pakages: "));
  }

  @Test
  void checkPrintsItsResultAsJsonToo() throws IOException {
    assertThat(run("check", "--json", file("bad.yaml", BAD).toString()))
        .isEqualTo(ExitCode.INVALID);

    JsonNode result = Json.mapper().readTree(out.toString()).get(0);
    assertThat(result.get("valid").asBoolean()).isFalse();
    assertThat(result.at("/problems/0/code").asText()).isEqualTo("TYPE");
    assertThat(result.at("/problems/0/line").asInt()).isEqualTo(3);
  }

  @Test
  void checkPrintsTheSchema() throws IOException {
    assertThat(run("check", "--schema")).isEqualTo(ExitCode.SUCCESS);
    assertThat(Json.mapper().readTree(out.toString()).at("/properties/packages")).isNotEmpty();
  }

  @Test
  void aSpecThatIsNotThereIsNamed() {
    Path none = folder.resolve("none.yaml");

    assertThat(run("check", none.toString())).isEqualTo(ExitCode.INVALID);
    assertThat(err).hasToString(none + ": there is no such file\n");
  }

  @Test
  void checkGoesOnAfterAFileThatIsNotThere() throws IOException {
    Path bad = file("bad.yaml", BAD);
    Path none = folder.resolve("none.yaml");
    Path good = file("good.yaml", GOOD);

    assertThat(run("check", bad.toString(), none.toString(), good.toString()))
        .isEqualTo(ExitCode.INVALID);
    assertThat(out).hasToString(good + ": valid\n");
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("TYPE " + bad + ":3:4 r: "),
            line -> assertThat(line).startsWith("UNKNOWN " + bad + ":4:1 pakages: "),
            line -> assertThat(line).isEqualTo(none + ": there is no such file"));
  }

  @Test
  void checkSaysInJsonTooThatAFileIsNotThere() throws IOException {
    assertThat(run("check", "--json", folder.resolve("none.yaml").toString()))
        .isEqualTo(ExitCode.INVALID);

    JsonNode result = Json.mapper().readTree(out.toString()).get(0);
    assertThat(result.get("valid").asBoolean()).isFalse();
    assertThat(result.get("unreadable").asText()).isEqualTo("there is no such file");
  }

  @Test
  void buildSaysEveryProblemOfEverySpecBeforeAnythingRuns() throws IOException {
    Path bad = file("bad.yaml", BAD);
    Path good = file("good.yaml", GOOD);
    Path worse = file("worse.yaml", "name: demo\nimage: demo/x:1\nr: 4\n");

    assertThat(run("build", bad.toString(), good.toString(), worse.toString()))
        .isEqualTo(ExitCode.INVALID);
    assertThat(out).hasToString("");
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("TYPE " + bad + ":3:4 r: "),
            line -> assertThat(line).startsWith("UNKNOWN " + bad + ":4:1 pakages: "),
            line -> assertThat(line).startsWith("TYPE " + worse + ":3:4 r: "));
  }

  @Test
  void checkReadsAFolderAnArchiveAClusterFileAndALock() throws IOException {
    Path demo = Files.createDirectories(folder.resolve("demo/mypkg"));
    Files.writeString(demo.resolve("DESCRIPTION"), "Package: mypkg\n");
    Files.writeString(demo.resolveSibling("spec.yaml"), GOOD + "packages: {local: [./mypkg]}\n");
    Path zip = folder.resolve("demo.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("Dockerfile"));
      out.write('x');
    }
    Path cluster = file("cluster.json", "{\"poolSize\": {}}");
    Path lock = file("renv.lock", "{\"R\": {\"Version\": \"4.2.2\"}, \"Packages\": {}}");

    List<String> all =
        Stream.of(demo.getParent(), zip, cluster, lock, demo.resolveSibling("spec.yaml"))
            .map(Path::toString)
            .toList();
    List<String> line = new ArrayList<>(all);
    line.add(0, "check");

    assertThat(run(line.toArray(String[]::new))).isEqualTo(ExitCode.SUCCESS);
    assertThat(out.toString().lines())
        .containsExactlyElementsOf(all.stream().map(path -> path + ": valid").toList());
  }

  @Test
  void checkNamesTheFileInAnArchiveThatHasAProblem() throws IOException {
    Path demo = Files.createDirectories(folder.resolve("demo"));
    Files.writeString(demo.resolve("spec.yaml"), GOOD + "packages: {local: [./mypkg]}\n");

    assertThat(run("check", demo.toString())).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).startsWith("PATH " + demo + "/spec.yaml:4:20 packages.local[0]: ");
  }

  @Test
  void initWritesASpecThatIsValid() {
    Path spec = folder.resolve("my.yaml");

    assertThat(run("init", spec.toString())).isEqualTo(ExitCode.SUCCESS);
    assertThat(run("check", spec.toString())).isEqualTo(ExitCode.SUCCESS);
  }

  @Test
  void initNeverOverwrites() throws IOException {
    Path spec = file("my.yaml", "mine");

    assertThat(run("init", spec.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(spec).hasContent("mine");
    assertThat(err.toString()).contains(spec.toString());
  }

  @Test
  void anUnknownKeyOfTheConfigurationExitsWithTwo() throws IOException {
    Path spec = file("good.yaml", GOOD);

    assertThat(run("build", "--set", "slipway.regsitry=x", spec.toString()))
        .isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("slipway.regsitry");
  }

  @Test
  void noCommandIsAnErrorOfUsage() {
    assertThat(run()).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("name a command").contains("build");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private int run(String... arguments) {
    CommandLine commandLine = SlipwayCommand.commandLine();
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
