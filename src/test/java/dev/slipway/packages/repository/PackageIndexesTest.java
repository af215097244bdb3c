package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.fixture.Gzipped;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageIndexesTest {
  private static final String PACKED = "/cran/src/contrib/PACKAGES.gz";
  private static final String PLAIN = "/cran/src/contrib/PACKAGES";

  private final PackageServer server = new PackageServer().cran("abc 1.0");
  private final RepositoryClient client = new RepositoryClient(PackageServer.BASE);
  @TempDir private Path cache;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aPlainIndexWillDo() throws Exception {
    server.without(PACKED).file(PLAIN, bytes(PackageServer.record("abc 1.0")));

    assertThat(read().names()).containsExactly("abc");
  }

  @Test
  void whatTheServerHasUnpackedIsRead() throws Exception {
    server.file(PACKED, bytes(PackageServer.record("abc 1.0")));

    assertThat(read().names()).containsExactly("abc");
  }

  @Test
  void aRunningProcessAsksOnlyWhetherTheIndexHasChanged() throws Exception {
    PackageIndexes indexes = new PackageIndexes(cache);
    PackageIndex first = read(indexes);

    assertThat(read(indexes)).isSameAs(first);
  }

  @Test
  void anotherProcessFindsTheIndexInTheCache() throws Exception {
    read();
    List<Integer> sent = countBodies();

    assertThat(read().names()).containsExactly("abc");
    assertThat(sent).containsExactly(304);
  }

  @Test
  void aChangedIndexIsReadAnew() throws Exception {
    PackageIndexes indexes = new PackageIndexes(cache);
    read(indexes);
    server.cran("abc 1.0", "new 1.0");

    assertThat(read(indexes).names()).contains("new");
    assertThat(read().names()).contains("new");
  }

  @Test
  void rsOfDifferentKindsHaveIndexesOfTheirOwn() throws Exception {
    read();
    List<Integer> sent = countBodies();
    new PackageIndexes(cache)
        .read(server.repositories().get(0), new RepositoryClient("R/4.3", Duration.ofSeconds(30)));

    assertThat(sent).containsExactly(200);
  }

  @Test
  void aDamagedCacheCostsOnlyTime() throws Exception {
    read();
    for (Path file : files()) {
      byte[] content = Files.readAllBytes(file);
      content[content.length - 2] ^= 1;
      Files.write(file, content);
    }
    assertThat(read().names()).containsExactly("abc");
    for (Path file : files()) {
      Files.write(file, new byte[3]);
    }
    assertThat(read().names()).containsExactly("abc");
  }

  @Test
  void aCacheThatCannotBeWrittenCostsOnlyTime() throws Exception {
    Files.createFile(cache.resolve("indexes"));

    assertThat(read().names()).containsExactly("abc");
  }

  @Test
  void noIndexAtAllIsNotFound() {
    server.without(PACKED);

    assertThat(failure())
        .extracting(Failure::kind, Failure::code, Failure::message)
        .containsExactly(
            Kind.LASTING,
            "REPOSITORY_NOT_FOUND",
            "There is no package index at " + server.uri(PLAIN) + " (404).");
  }

  @Test
  void aTruncatedIndexMayPass() {
    byte[] whole = Gzipped.text(PackageServer.record("abc 1.0").repeat(100));
    server.file(PACKED, Arrays.copyOf(whole, whole.length - 10));

    assertThat(failure())
        .extracting(Failure::kind, Failure::message)
        .containsExactly(Kind.PASSING, server.uri(PACKED) + " cannot be had: it is cut short.");
  }

  @Test
  void aPageInPlaceOfAnIndexWillNotPass() {
    server.file(PACKED, bytes("<html>Sign in</html>"));

    assertThat(failure())
        .extracting(Failure::kind, Failure::code)
        .containsExactly(Kind.LASTING, "REPOSITORY_BROKEN");
  }

  @Test
  void rubbishInAGzipWillNotPass() {
    byte[] whole = Gzipped.text("Package: abc\n".repeat(100));
    Arrays.fill(whole, 12, 20, (byte) 0xff);
    server.file(PACKED, whole);

    assertThat(failure().code()).isEqualTo("REPOSITORY_BROKEN");
  }

  @Test
  void whatIsBrokenIsNotKept() throws Exception {
    server.file(PACKED, bytes("<html>Sign in</html>"));
    failure();
    server.cran("abc 1.0");

    assertThat(read().names()).containsExactly("abc");
  }

  private List<Integer> countBodies() {
    List<Integer> sent = new CopyOnWriteArrayList<>();
    byte[] body = Gzipped.text(PackageServer.record("abc 1.0"));
    server.answer(
        PACKED,
        exchange -> {
          PackageServer.send(exchange, body);
          sent.add(exchange.getResponseCode());
        });
    return sent;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(cache)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private PackageIndex read() throws Exception {
    return read(new PackageIndexes(cache));
  }

  private PackageIndex read(PackageIndexes indexes) throws Exception {
    return indexes.read(server.repositories().get(0), client);
  }

  private Failure failure() {
    return catchThrowableOfType(StepFailed.class, this::read).failure();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
