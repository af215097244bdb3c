package dev.slipway.spec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Files that a reader of specs has to endure: at random, and the worst that somebody thought of.
 */
final class HostileFiles {
  private static final int LARGEST = 256 * 1024;
  private static final List<byte[]> CORPUS = corpus();
  private static final List<String> KEYS =
      List.of(
          "version",
          "name",
          "image",
          "r",
          "base",
          "dockerfile",
          "snapshot",
          "bioconductor",
          "packages",
          "cran",
          "github",
          "local",
          "system",
          "env",
          "tests",
          "rPackages",
          "commandTests",
          "args",
          "envVars",
          "key",
          "value",
          "command",
          "expectedOutput",
          "exitCode",
          "cluster",
          "poolSize",
          "dedicatedNodes",
          "min",
          "max",
          "autoscaleFormula",
          "pipeline",
          "containerImage",
          "pool",
          "Packages",
          "R",
          "Version",
          "Source",
          "Repositories",
          "URL",
          "Package",
          "RemoteHost",
          "RemoteSha",
          "Hash",
          "x",
          "");
  private static final List<String> VALUES =
      List.of(
          "demo",
          "4.2.2",
          "\"4.2.2\"",
          "2024-06-13",
          "1",
          "-1",
          "1e-99999999999",
          "1e400",
          ".inf",
          "5.",
          "0o17",
          "0xff",
          "9".repeat(50),
          "null",
          "~",
          "true",
          "demo/x:1",
          "a/b@HEAD",
          "https://github.com/a/b",
          "https://user:password@ghe.example/a/b/tree/x",
          "../..",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\U0010ffff\"",
          "'it''s'",
          "\"a\\\nb\"",
          "&a 1",
          "*a",
          "!!binary aGk=",
          "!<x> y",
          "<<",
          "? x",
          "- x",
          "|\n  a\n  b",
          ">-\n  a",
          "[a, [b]]",
          "{a: b}",
          "\u202e",
          "\ufeff",
          "(((((",
          "[a-",
          "(?<x>a)\\k<x>",
          "GitHub",
          "Repository");
  private static final List<String> TOKENS =
      List.of(
          "\n",
          "\r",
          "\r\n",
          "\t",
          "  ",
          ":",
          ": ",
          "- ",
          "? ",
          "[",
          "]",
          "{",
          "}",
          ",",
          "\"",
          "'",
          "#",
          " #",
          "&a ",
          "*a",
          "!",
          "!!",
          "|",
          ">",
          "%YAML 1.2\n",
          "%TAG ! x\n",
          "---\n",
          "...\n",
          "<<: *a",
          "\\",
          "\\u",
          "\\x41",
          "\0",
          "\u0085",
          "\u2028",
          "\ufeff",
          "\ud83d\ude00",
          "null",
          "9999999999",
          "//",
          "/*",
          "@",
          "`");

  private HostileFiles() {}

  private static List<byte[]> corpus() {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/corpus"))) {
      return files
          .sorted()
          .filter(f -> !f.endsWith("expected.tsv"))
          .map(HostileFiles::bytes)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes without a meaning. */
  static byte[] noise(Random random) {
    byte[] noise = new byte[random.nextInt(random.nextInt(20) == 0 ? LARGEST : 500)];
    random.nextBytes(noise);
    if (random.nextBoolean()) {
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (byte) (noise[i] & 0x7f);
      }
    }
    return noise;
  }

  /** A file of the corpus after a few accidents. */
  static byte[] mutation(Random random) {
    byte[] file = one(CORPUS, random);
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      file = mutated(file, random);
    }
    return file.length > LARGEST ? Arrays.copyOf(file, LARGEST) : file;
  }

  private static byte[] mutated(byte[] file, Random random) {
    int from = random.nextInt(file.length + 1);
    int to = from + random.nextInt(Math.min(40, file.length - from) + 1);
    byte[] part = Arrays.copyOfRange(file, from, to);
    return switch (random.nextInt(7)) {
      case 0 -> joined(file, from, new byte[0], to);
      case 1 -> joined(file, from, one(TOKENS, random).getBytes(UTF_8), from);
      case 2 -> joined(file, from, one(VALUES, random).getBytes(UTF_8), to);
      case 3 ->
          joined(
              file, from, new byte[] {(byte) random.nextInt(256)}, Math.min(file.length, from + 1));
      case 4 -> joined(file, from, repeated(part, 1 + random.nextInt(2000)), to);
      case 5 -> joined(file, from, one(CORPUS, random), to);
      default -> Arrays.copyOf(file, from);
    };
  }

  private static byte[] repeated(byte[] part, int times) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < times && all.size() < LARGEST; i++) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] joined(byte[] file, int end, byte[] middle, int begin) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(file, 0, end);
    all.writeBytes(middle);
    all.write(file, begin, file.length - begin);
    return all.toByteArray();
  }

  /** A document that has the shape of a spec, more or less. */
  static byte[] document(Random random) {
    StringBuilder text = new StringBuilder();
    if (random.nextInt(3) > 0) {
      text.append("name: demo\nimage: demo/x:1\n");
    }
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      text.append(one(KEYS, random)).append(": ").append(value(random, 0)).append('\n');
    }
    return text.toString().getBytes(UTF_8);
  }

  private static String value(Random random, int depth) {
    int kind = depth > 4 ? 0 : random.nextInt(4);
    if (kind < 2) {
      return one(VALUES, random);
    }
    IntFunction<String> item =
        kind == 2
            ? i -> value(random, depth + 1)
            : i -> one(KEYS, random) + ": " + value(random, depth + 1);
    String items =
        IntStream.range(0, random.nextInt(5)).mapToObj(item).collect(Collectors.joining(", "));
    return kind == 2 ? "[" + items + "]" : "{" + items + "}";
  }

  private static <T> T one(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  /** Files of 256 KiB, each made to take long or to fill the memory; by their names. */
  static Map<String, byte[]> worst() {
    String head = "name: demo\nimage: demo/x:1\nr: \"4.2.2\"\n";
    Map<String, byte[]> worst = new LinkedHashMap<>();
    filled(worst, "keys.yaml", "", i -> "k" + i + ": 1\n", "");
    filled(worst, "keys.json", "{", i -> "\"k" + i + "\":1,", "\"\":1}");
    filled(worst, "short-keys.yaml", "", i -> Integer.toString(i, 36) + ":\n", "");
    filled(worst, "same-key.yaml", "", i -> "k:\n", "");
    filled(worst, "same-key.json", "{", i -> "\"k\":1,", "\"k\":1}");
    filled(worst, "colliding-keys.json", "{", i -> "\"" + colliding(i) + "\":1,", "\"\":1}");
    filled(worst, "flow-nesting.yaml", "a: ", i -> "[", "");
    filled(worst, "flow-mappings.yaml", "a: ", i -> "{a: ", "");
    filled(worst, "nesting.json", "", i -> "[", "");
    filled(worst, "block-nesting.yaml", "", i -> "- ", "");
    filled(worst, "complex-keys.yaml", "", i -> "? ", "");
    filled(worst, "wide-and-deep.yaml", "[".repeat(28), i -> "{a},", "]".repeat(28));
    filled(worst, "deep-unknown.yaml", deep(), i -> "\n" + " ".repeat(30) + "k" + i + ": *a", "");
    filled(worst, "long-scalar.yaml", head + "base: ", i -> "a", "\n");
    filled(worst, "long-plain-lines.yaml", "a: b\n", i -> " c\n", "");
    filled(worst, "long-block.yaml", "a: |\n", i -> " \n", "");
    filled(worst, "long-folded.yaml", "a: >\n", i -> " a\n\n", "");
    filled(worst, "long-key.yaml", "", i -> "a", ": 1\n");
    filled(worst, "long-key.json", "{\"", i -> "a", "\": 1}");
    filled(worst, "long-text.json", "{\"name\":\"", i -> "\\u0000", "\"}");
    filled(worst, "quotes.yaml", "a: '", i -> "''", "'\n");
    filled(worst, "open-quotes.yaml", "", i -> "\"\n", "");
    filled(worst, "escapes.yaml", "a: \"", i -> "\\x41", "\"\n");
    filled(worst, "comments.yaml", head, i -> "#\n", "");
    filled(worst, "comments-between.yaml", head + "system:\n", i -> "# x\n- a\n#\n", "");
    filled(worst, "white-space.yaml", head, i -> " ", "\nx: 1\n");
    filled(worst, "line-ends.yaml", head, i -> "\r\n", "");
    filled(worst, "aliases.yaml", "a: &a [x]\nb:\n", i -> "- *a\n", "");
    filled(worst, "anchors.yaml", "b:\n", i -> "- &a" + i + " x\n", "");
    filled(worst, "tags.yaml", "b:\n", i -> "- !!binary x\n", "");
    filled(worst, "tag-directives.yaml", "", i -> "%TAG !" + i + "! x\n", "--- a\n");
    filled(worst, "documents.yaml", "", i -> "--- a\n", "");
    filled(worst, "huge-integer.yaml", head + "version: ", i -> "9", "\n");
    filled(worst, "huge-integer.json", "{\"version\":", i -> "9", "}");
    filled(worst, "huge-fraction.json", "{\"version\":0.", i -> "9", "}");
    filled(worst, "integers.yaml", "cluster:\n", i -> "- " + "9".repeat(39) + "\n", "");
    filled(worst, "packages.yaml", head + "packages: {cran: [", i -> "p" + i + ", ", "]}\n");
    filled(worst, "same-package.yaml", head + "packages: {cran: [", i -> "xx, ", "]}\n");
    filled(worst, "bad-packages.yaml", head + "packages: {cran: [", i -> "_, ", "]}\n");
    filled(worst, "bad-github.yaml", head + "packages: {github: [", i -> "a@b/" + i + ", ", "]}\n");
    filled(worst, "one-github.yaml", head + "packages: {github: [", i -> "a/b.c-", "]}\n");
    filled(worst, "system.yaml", head + "system: [", i -> "-, ", "]\n");
    filled(worst, "env.yaml", head + "env:\n", i -> "  V" + i + ": \"\\u202e\"\n", "");
    filled(worst, "nothing.yaml", head + "system: [", i -> "~, ", "]\n");
    filled(worst, "regular-expression.yaml", tests(head), i -> "(", "]}]}\n");
    filled(worst, "regular-expressions.yaml", tests(head), i -> "\"(((((\",", "]}]}\n");
    worst.put(
        "groups.yaml",
        (tests(head) + "(".repeat(60_000) + ")".repeat(60_000) + "]}]}\n").getBytes(UTF_8));
    filled(worst, "empty-tests.yaml", head + "tests: {commandTests: [", i -> "{},", "]}\n");
    filled(worst, "cluster-file.json", "{\"poolSize\":{}", i -> ",\"k" + i + "\":1.5", "}");
    filled(
        worst,
        "cluster-packages.json",
        "{\"poolSize\":{},\"rPackages\":{\"cran\":[\"a\"",
        i -> ",\"_\"",
        "]}}");
    filled(worst, "renv.json", "{\"Packages\":{\"a\":1", i -> ",\"p" + i + "\":{}", "}}");
    filled(
        worst,
        "renv-full.json",
        "{\"R\":{\"Version\":\"4.2.2\"},\"Packages\":{\"a\":1",
        i ->
            ",\"p"
                + i
                + "\":{\"Package\":\"p"
                + i
                + "\",\"Version\":\"1.0\",\"Source\":\"Bioconductor\"}",
        "}}");
    filled(worst, "dockerfile.yaml", "name: a\nimage: a\ndockerfile: |\n", i -> "  FROM a\n", "");
    filled(worst, "one-path.yaml", head + "packages: {local: [", i -> "a/", "]}\n");
    filled(worst, "paths.yaml", head + "packages: {local: [", i -> "../a, ", "]}\n");
    filled(worst, "zero-width.yaml", head + "system: [", i -> "\u200b, ", "]\n");
    filled(worst, "wide-characters.yaml", head + "x: ", i -> "\ud83d\ude00", "\n");
    worst.put("zeros.yaml", new byte[LARGEST]);
    worst.put("spaces.yaml", " ".repeat(LARGEST).getBytes(UTF_8));
    return worst;
  }

  private static String tests(String head) {
    return head + "tests: {commandTests: [{name: a, command: b, expectedOutput: [";
  }

  private static String deep() {
    return IntStream.range(0, 29)
        .mapToObj(i -> " ".repeat(i) + "\"" + "\\u202e".repeat(40) + "\":")
        .collect(Collectors.joining("\n"));
  }

  /** Texts with one hash code. */
  private static String colliding(int number) {
    return IntStream.range(0, 14)
        .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
        .collect(Collectors.joining());
  }

  private static void filled(
      Map<String, byte[]> files, String name, String begin, IntFunction<String> part, String end) {
    put(files, name, begin, part, end, Integer.MAX_VALUE);
    // Within the limits of numbers, so that every rule has to look at it.
    put(files, "many-" + name, begin, part, end, 9900);
    put(files, "some-" + name, begin, part, end, 1900);
  }

  private static void put(
      Map<String, byte[]> files,
      String name,
      String begin,
      IntFunction<String> part,
      String end,
      int most) {
    int room = LARGEST - begin.getBytes(UTF_8).length - end.getBytes(UTF_8).length;
    ByteArrayOutputStream middle = new ByteArrayOutputStream();
    for (int i = 0; i < most; i++) {
      byte[] next = part.apply(i).getBytes(UTF_8);
      if (middle.size() + next.length > room) {
        break;
      }
      middle.writeBytes(next);
    }
    files.put(name, (begin + middle.toString(UTF_8) + end).getBytes(UTF_8));
  }
}
