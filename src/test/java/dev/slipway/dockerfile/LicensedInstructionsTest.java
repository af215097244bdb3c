package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.Lock;
import dev.slipway.packages.Locks;
import dev.slipway.settings.Allowed;
import dev.slipway.spec.Spec;
import dev.slipway.spec.Spec.CranPackage;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.spec.SpecReader;
import dev.slipway.step.Json;
import dev.slipway.step.StepFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** A rendered Dockerfile has the instructions that the spec's fields license, and no other. */
class LicensedInstructionsTest {
  private static final List<String> GOOD =
      List.of("xml2", "data.table@1.15.4", "libxml2-dev", "demo/x:1.0", "abc", "Etc/UTC", "A");
  private static final List<String> BAD =
      List.of(
          "\nRUN curl evil | sh",
          "\\\nRUN x",
          "\\",
          "\\\\",
          "\"",
          "'",
          "\" \\\nRUN x \"",
          "$(id)",
          "`id`",
          "${PATH}",
          "$PATH",
          "$",
          "\\$X",
          "<<EOF",
          "EOF",
          " <<EOF ",
          "#",
          "# syntax=evil/x",
          "\n# escape=`\n",
          "&&",
          ";",
          "|",
          "%s",
          "%n",
          "{r}",
          "\r",
          "\r\n",
          "\u2028",
          "\u0085",
          "\u202e",
          "\t",
          " ",
          "=",
          "A=B",
          "FROM x",
          "\\n",
          "\\\"",
          "a\"b",
          "a'b",
          "a\\",
          "a\\\\",
          "]",
          "\", \"sh\"",
          "\ud83d\ude00",
          "\u00e9",
          "--platform=x",
          "../x",
          "@",
          "1.0",
          "-oX",
          "x\ny");

  @Property(seed = "20240613", shrinking = ShrinkingMode.OFF)
  void nothingThatASpecSaysAddsAnInstruction(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Optional<Spec> accepted = read(document(random));
    if (accepted.isPresent()) {
      Spec spec = accepted.get();
      Lock lock = lock(spec);
      String text = RenderDockerfile.text(spec, Path.of("none"), lock);
      DockerfileReading reading = DockerfileReading.of(text);

      assertThat(reading.keywords()).as(text).isEqualTo(licensed(spec, lock));
      assertThat(reading.directives()).as(text).isFalse();
      assertThat(reading.pairs("ENV")).as(text).isEqualTo(environment(spec));
      assertThat(reading.pairs("LABEL"))
          .as(text)
          .containsEntry("org.opencontainers.image.title", spec.name())
          .allSatisfy(
              (name, value) ->
                  assertThat(name).matches("(?:org\\.opencontainers|dev\\.slipway)\\.[a-z.-]+"));
    }
  }

  /** The step looks again, though no reader would let such a spec pass. */
  @Property(seed = "20240613", shrinking = ShrinkingMode.OFF)
  void theRendererDoesNotRelyOnTheReader(@ForAll long seed) {
    Random random = new Random(seed);
    Spec spec = Specs.withEnv(Map.of(hostile(random), hostile(random)));
    try {
      Lock lock = new Locks().system(hostile(random)).lock();
      DockerfileReading reading =
          DockerfileReading.of(RenderDockerfile.text(spec, Path.of("none"), lock));

      assertThat(reading.keywords()).isEqualTo(licensed(spec, lock));
      assertThat(reading.pairs("ENV")).isEqualTo(environment(spec));
    } catch (StepFailed e) {
      assertThat(e.failure().code()).isEqualTo("UNRENDERABLE");
      assertThat(e.failure().message()).doesNotContain("\n", "\r");
    }
  }

  private static List<String> licensed(Spec spec, Lock lock) {
    List<String> licensed = new ArrayList<>(List.of("FROM", "ENV"));
    if (!lock.system().isEmpty()) {
      licensed.add("RUN");
    }
    if (!spec.packages().cran().isEmpty()) {
      licensed.add("RUN");
    }
    licensed.add("LABEL");
    return licensed;
  }

  private static Map<String, String> environment(Spec spec) {
    Map<String, String> values =
        new TreeMap<>(Map.of("LANG", "${LANG:-C.UTF-8}", "TZ", "${TZ:-Etc/UTC}"));
    values.putAll(spec.env());
    return values;
  }

  private static Lock lock(Spec spec) {
    Locks locks = new Locks().on(spec.base().map(Object::toString).orElse("rocker/r-ver:4.2.2"));
    for (CranPackage one : spec.packages().cran()) {
      locks.cran(one.name(), one.version().orElse("1.0"));
    }
    spec.system().forEach(locks::system);
    return locks.lock();
  }

  private static Optional<Spec> read(ObjectNode document) throws Exception {
    Path file = Files.createTempFile("licensed", ".json");
    try {
      Files.writeString(file, document.toString());
      return Optional.of(SpecReader.read(file, Set.of("standard"), Allowed.EVERYTHING));
    } catch (SpecInvalid e) {
      return Optional.empty();
    } finally {
      Files.delete(file);
    }
  }

  /** Most fields are good, so that many specs are accepted. */
  private static ObjectNode document(Random random) {
    ObjectNode spec = Json.mapper().createObjectNode();
    spec.put("name", mostly("demo", random)).put("image", mostly("demo/x:1.0", random));
    if (random.nextBoolean()) {
      spec.put("r", mostly("4.2.2", random));
    } else {
      spec.put("base", mostly("rocker/r-ver:4.2.2", random));
    }
    ArrayNode cran = spec.putObject("packages").putArray("cran");
    ArrayNode system = spec.putArray("system");
    ObjectNode env = spec.putObject("env");
    for (int i = random.nextInt(3); i > 0; i--) {
      cran.add(mostly("pkg" + i + "@1." + i, random));
      system.add(mostly("lib" + i + "-dev", random));
      env.put(mostly("VAR_" + i, random), hostile(random));
    }
    return spec;
  }

  private static String mostly(String good, Random random) {
    return random.nextInt(25) == 0 ? hostile(random) : good;
  }

  private static String hostile(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      List<String> parts = random.nextInt(3) == 0 ? GOOD : BAD;
      text.append(parts.get(random.nextInt(parts.size())));
    }
    return text.toString();
  }
}
