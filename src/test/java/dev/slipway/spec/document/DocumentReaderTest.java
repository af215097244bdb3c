package dev.slipway.spec.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Node.Sequence;
import dev.slipway.spec.document.Node.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
  private static Node read(String fileName, String text) {
    Problems problems = new Problems();
    Node root = DocumentReader.read(fileName, text.getBytes(UTF_8), problems).orElseThrow();
    assertThat(problems.sorted()).isEmpty();
    return root;
  }

  @ParameterizedTest
  @CsvSource({
    "a.yaml,'{a: [\uD83D\uDE00, {b: c}]}'",
    "a.json,'{\"a\":[\"\uD83D\uDE00\", {\"b\": 1}]}'",
  })
  void countsColumnsInCodePoints(String name, String text) {
    Sequence list = (Sequence) read(name, text).find("a").orElseThrow();
    int afterFace = text.codePointCount(0, text.indexOf("{", 1)) + 1;
    assertThat(list.items().get(1).at()).isEqualTo(new Position(1, afterFace));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void everyLineEndCounts(String end) {
    String yaml = "a:" + end + "  b: c" + end;
    String json = "{" + end + "  \"b\": 1}";
    assertThat(read("a.yaml", yaml).find("a", "b").orElseThrow().at())
        .isEqualTo(new Position(2, 6));
    assertThat(read("a.json", json).find("b").orElseThrow().at()).isEqualTo(new Position(2, 8));
  }

  @Test
  void keysHavePositionsOfTheirOwn() {
    Mapping mapping = (Mapping) read("a.yaml", "a: 1\n\n  # why\nb : 2\n");
    assertThat(mapping.entries().get("b").at()).isEqualTo(new Position(4, 1));
    assertThat(mapping.entries().get("b").value().at()).isEqualTo(new Position(4, 5));
  }

  @ParameterizedTest
  @CsvSource({
    "~, NULL", "null, NULL", "Null, NULL", "true, BOOLEAN", "FALSE, BOOLEAN", "yes, TEXT",
    "no, TEXT", "on, TEXT", "12, INTEGER", "+12, INTEGER", "-12, INTEGER", "012, INTEGER",
    "0o14, INTEGER", "0xC, INTEGER", "0b11, TEXT", "1_000, TEXT", "1.5, FLOAT", "1., FLOAT",
    ".5, FLOAT", "1e3, FLOAT", "1:30, TEXT", "2024-06-13, TEXT", "4.4.1, TEXT", "'\"12\"', TEXT"
  })
  void unquotedValuesHaveTheTypesOfTheCoreSchema(String source, Type type) {
    assertThat(((Scalar) first(read("a.yaml", "[" + source + "]"))).type()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({"012, 12", "0o14, 12", "0xC, 12", "-7, -7"})
  void integersAreDecimalUnlessTheySayOtherwise(String source, long value) {
    assertThat(((Scalar) first(read("a.yaml", "[" + source + "]"))).value()).isEqualTo(value);
  }

  @Test
  void keepsReadingAfterADuplicateOrAnAlias() {
    Problems problems = new Problems();
    DocumentReader.read("a.yaml", "a: &x 1\na: *x\nb: !t 2\n".getBytes(UTF_8), problems);
    assertThat(problems.sorted())
        .extracting(p -> p.code() + " " + p.line() + ":" + p.column())
        .containsExactly("ALIAS 1:4", "DUPLICATE 2:1", "ALIAS 2:4", "ALIAS 3:4");
  }

  @Test
  void nothingInAFileMakesTheReaderFail() throws IOException {
    List<byte[]> seeds;
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/corpus"))) {
      seeds = files.sorted().map(DocumentReaderTest::bytes).filter(b -> b.length > 0).toList();
    }
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = mutated(seeds.get(random.nextInt(seeds.size())).clone(), random);
      String name = random.nextBoolean() ? "a.json" : "a.yaml";
      assertThatCode(() -> DocumentReader.read(name, bytes, new Problems()))
          .as(() -> new String(bytes, UTF_8))
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{", "- ", "? ", "a: ", "&a ", "\"\\x41", "{\"a\":", "!", "| "})
  void fullFilesOfOneThingAreReadInTime(String part) {
    byte[] bytes = part.repeat(DocumentReader.LARGEST_FILE / part.length()).getBytes(UTF_8);
    Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> DocumentReader.read("a.yaml", bytes, new Problems()));
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    String interesting = "\t\n\r\"'{}[]:,#&*!|>%@`?-\\x\u0000 0";
    for (int n = random.nextInt(4); n >= 0; n--) {
      int c = interesting.charAt(random.nextInt(interesting.length()));
      bytes[random.nextInt(bytes.length)] =
          (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : c);
    }
    return bytes;
  }

  private static Node first(Node list) {
    return ((Sequence) list).items().get(0);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
