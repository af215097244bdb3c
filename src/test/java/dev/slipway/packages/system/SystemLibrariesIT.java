package dev.slipway.packages.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Distribution;
import dev.slipway.sandbox.Docker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds our table against what Debian says, in a container of the sandbox's base. */
class SystemLibrariesIT {
  private static final String BASE = "127.0.0.1:5000/sandbox/r-ver:4.2.2";
  private static final Distribution BOOKWORM = new Distribution("debian", "12", "bookworm");
  private static final LibraryTable TABLE = LibraryTable.shipped();

  /** Where our table has more than Debian's package of the same name, and why. */
  private static final Map<String, Set<String>> MORE =
      Map.of(
          // Debian's compilers depend on it; a base image may have only perl-base.
          "gdata", Set.of("perl"),
          "GetoptLong", Set.of("perl"),
          // Debian's versions are older, or built without what upstream asks for.
          "gdtools", Set.of("libfontconfig1-dev"),
          "igraph", Set.of("libglpk-dev", "libgmp-dev"),
          "keyring", Set.of("libsecret-1-dev"),
          "rtracklayer", Set.of("libssl-dev"),
          "s2", Set.of("cmake"),
          "systemfonts", Set.of("libfreetype-dev"),
          // Debian compiles the protocols beforehand.
          "RProtoBuf", Set.of("protobuf-compiler"),
          // Debian names the version that these two stand for.
          "tkrplot", Set.of("tcl-dev", "tk-dev"));

  /** It wants the GnuTLS variant of curl, next to which the usual one cannot be. */
  private static final String ALONE = "librdf0-dev";

  private static Map<String, Map<String, String>> binaries;
  private static Map<String, Map<String, String>> sources;

  @BeforeAll
  static void askDebian() throws Exception {
    String sourceLines = "sed -n 's/^deb /deb-src /p' /etc/apt/sources.list > /tmp/src.list";
    String script =
        sourceLines
            + " && mv /tmp/src.list /etc/apt/sources.list.d/src.list && apt-get -q update >/dev/null"
            + " && apt-cache dumpavail && echo '--sources--'"
            + " && { apt-cache showsrc \"$@\" 2>/dev/null || true; }";
    List<String> call =
        new ArrayList<>(
            List.of("run", "--rm", "--network", "host", BASE, "sh", "-c", script, "sh"));
    TABLE.packages().stream().flatMap(SystemLibrariesIT::debianNames).forEach(call::add);
    String[] said = Docker.run(call.toArray(String[]::new)).split("--sources--\n");
    binaries = new TreeMap<>();
    stanzas(said[0]).forEach(fields -> binaries.put(fields.get("Package"), fields));
    sources = new TreeMap<>();
    stanzas(said[1])
        .forEach(fields -> names(fields, "Binary").forEach(name -> sources.put(name, fields)));
  }

  @Test
  void debianHasEveryAptPackageOfTheTable() {
    assertThat(binaries.keySet()).containsAll(aptNames());
  }

  @Test
  void allOfThemCanBeInstalledTogether() throws Exception {
    List<String> call =
        new ArrayList<>(List.of("run", "--rm", "--network", "host", BASE, "sh", "-c"));
    call.add("apt-get -q update >/dev/null && apt-get install --simulate -q \"$@\"");
    call.add("sh");
    aptNames().stream().filter(Predicate.not(ALONE::equals)).forEach(call::add);

    Docker.Output output = Docker.call(call.toArray(String[]::new));

    assertThat(output.exitCode()).as(output.text()).isZero();
  }

  @Test
  void debianBuildsThePackagesThatItShipsWithTheSame() {
    Map<String, Set<String>> more = new TreeMap<>();
    int compared = 0;
    for (String name : TABLE.packages()) {
      for (String debian : debianNames(name).filter(binaries::containsKey).toList()) {
        compared++;
        Set<String> ours = new TreeSet<>(TABLE.neededBy(name, BOOKWORM));
        ours.removeAll(broughtBy(debian));
        if (!ours.isEmpty()) {
          more.put(name, ours);
        }
      }
    }

    assertThat(more).isEqualTo(new TreeMap<>(MORE));
    assertThat(compared).isGreaterThan(80);
  }

  /**
   * What is there when Debian compiles a package: what the source names and what that depends on,
   * what R's own compilers need, and what the package needs to run.
   */
  private static Set<String> broughtBy(String debian) {
    Map<String, String> source = sources.get(debian);
    assertThat(source).as(debian).isNotNull();
    Set<String> named =
        Stream.of("Build-Depends", "Build-Depends-Arch", "Build-Depends-Indep")
            .flatMap(field -> names(source, field))
            .collect(Collectors.toCollection(HashSet::new));
    Set<String> all = new HashSet<>(named);
    Stream.concat(named.stream(), Stream.of("r-base-dev", debian))
        .flatMap(name -> names(binaries.getOrDefault(name, Map.of()), "Depends"))
        .forEach(all::add);
    return all;
  }

  private static Set<String> aptNames() {
    return TABLE.packages().stream()
        .flatMap(name -> TABLE.neededBy(name, BOOKWORM).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> debianNames(String name) {
    return Stream.of("r-cran-", "r-bioc-").map(start -> start + name.toLowerCase(Locale.ROOT));
  }

  /** The packages in a field, alternatives and all, without versions and conditions. */
  private static Stream<String> names(Map<String, String> fields, String field) {
    return Arrays.stream(fields.getOrDefault(field, "").split("[,|]"))
        .map(entry -> entry.strip().replaceFirst("[\\s(\\[<:].*", ""))
        .filter(name -> !name.isEmpty());
  }

  private static List<Map<String, String>> stanzas(String text) {
    List<Map<String, String>> all = new ArrayList<>();
    for (String stanza : text.split("\n\n+")) {
      Map<String, String> fields = new LinkedHashMap<>();
      for (String line : stanza.replaceAll("\n[ \t]+", " ").lines().toList()) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          fields.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
      if (fields.containsKey("Package") || fields.containsKey("Binary")) {
        all.add(fields);
      }
    }
    return all;
  }
}
