package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.fixture.Gzipped;
import dev.slipway.packages.Description;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveDescriptionsTest {
  private final RepositoryClient client = new RepositoryClient(PackageServer.BASE);
  private ArchiveDescriptions descriptions;
  private final PackageServer server = new PackageServer();

  @BeforeEach
  void open(@TempDir Path cache) {
    descriptions = new ArchiveDescriptions(cache);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theDescriptionIsReadFromTheArchive() throws Exception {
    server.file("/xml2.tar.gz", archive("xml2 1.0 SystemRequirements: libxml2"));

    assertThat(read("xml2").systemRequirements()).contains("libxml2");
  }

  @Test
  void anArchiveThatEndsBeforeItsEndIsGoodEnough() throws Exception {
    byte[] whole = archive("xml2 1.0");
    server.file("/xml2.tar.gz", Arrays.copyOf(whole, whole.length / 2));

    assertThat(read("xml2").version()).isEqualTo("1.0");
  }

  @Test
  void anArchiveIsAskedForOnce() throws Exception {
    server.file("/xml2.tar.gz", archive("xml2 1.0"));
    Description first = read("xml2");

    assertThat(read("xml2")).isEqualTo(first);
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void anArchiveIsAskedForAgainByAnotherR() throws Exception {
    server.file("/xml2.tar.gz", archive("xml2 1.0"));
    read("xml2");

    descriptions.readAll(
        Map.of("xml2", uri("xml2")), new RepositoryClient("another R", Duration.ofMinutes(1)));

    assertThat(server.asked()).hasSize(2);
  }

  @Test
  void manyAreReadAtOnce() throws Exception {
    Map<String, URI> archives =
        IntStream.range(0, 40)
            .mapToObj(i -> "pkg" + i)
            .collect(Collectors.toMap(name -> name, this::uri));
    archives.keySet().forEach(name -> server.file("/" + name + ".tar.gz", archive(name + " 1.0")));

    assertThat(descriptions.readAll(archives, client))
        .hasSize(40)
        .allSatisfy((name, description) -> assertThat(description.name()).isEqualTo(name));
  }

  @Test
  void whatIsNotTakenIsNotKept() throws Exception {
    server.file("/xml2.tar.gz", PackageServer.archive("xml2", PackageServer.record("other 1.0")));
    failure("xml2");
    server.file("/xml2.tar.gz", archive("xml2 1.0"));

    assertThat(read("xml2").version()).isEqualTo("1.0");
  }

  @Test
  void anotherPackageInTheArchiveIsTheRepositorysFault() {
    server.file("/xml2.tar.gz", archive("other 1.0"));

    assertThat(failure("xml2").code()).isEqualTo("REPOSITORY_BROKEN");
  }

  @Test
  void anotherPackagesDescriptionIsTheRepositorysFault() {
    server.file("/xml2.tar.gz", PackageServer.archive("xml2", PackageServer.record("other 1.0")));

    assertThat(failure("xml2").code()).isEqualTo("REPOSITORY_BROKEN");
  }

  @Test
  void whatCannotBeReadIsTheRepositorysFault() {
    server.file("/xml2.tar.gz", Gzipped.text("x".repeat(2000)));

    assertThat(failure("xml2").code()).isEqualTo("REPOSITORY_BROKEN");
  }

  @Test
  void anArchiveThatIsNotThereLasts() {
    assertThat(failure("xml2").code()).isEqualTo("PACKAGE_ARCHIVE_MISSING");
  }

  @Test
  void aServerThatIsDownPasses() {
    server.status("/xml2.tar.gz", 503);

    assertThat(failure("xml2").kind()).isEqualTo(Kind.PASSING);
  }

  private Failure failure(String name) {
    return catchThrowableOfType(StepFailed.class, () -> read(name)).failure();
  }

  private Description read(String name) throws Exception {
    return descriptions.readAll(Map.of(name, uri(name)), client).get(name);
  }

  private URI uri(String name) {
    return server.uri("/" + name + ".tar.gz");
  }

  private static byte[] archive(String brief) {
    return PackageServer.archive(brief.split(" ")[0], PackageServer.record(brief));
  }
}
