package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.image.ImageReference;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveDescriptionsTest {
  private static final Base BASE =
      new Base(
          ImageReference.parse("r"),
          "4.2.2",
          "amd64",
          new Distribution("debian", "12", "bookworm"));

  @TempDir Path cache;
  private final AnsweringServer server = new AnsweringServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theDescriptionIsReadFromTheArchive() throws Exception {
    server.answer(
        "/xml2.tar.gz", 200, AnsweringServer.archive("xml2", "SystemRequirements: libxml2\n"));

    assertThat(read("xml2").systemRequirements()).contains("libxml2");
  }

  @Test
  void anArchiveThatEndsBeforeItsEndIsGoodEnough() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("xml2/DESCRIPTION", "Package: xml2\nVersion: 1.0\n".getBytes(StandardCharsets.UTF_8));
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    files.put("xml2/src/large", noise);
    byte[] whole = AnsweringServer.archive(files);
    server.answer("/xml2.tar.gz", 200, Arrays.copyOf(whole, whole.length / 2));

    assertThat(read("xml2").version()).isEqualTo("1.0");
  }

  @Test
  void anArchiveIsAskedForOnce() throws Exception {
    server.answer("/xml2.tar.gz", 200, AnsweringServer.archive("xml2", ""));
    Description first = read("xml2");

    assertThat(read("xml2")).isEqualTo(first);
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void manyAreReadAtOnce() throws Exception {
    Map<String, URI> archives =
        IntStream.range(0, 40)
            .mapToObj(i -> "pkg" + i)
            .collect(Collectors.toMap(name -> name, this::uri));
    archives
        .keySet()
        .forEach(
            name -> server.answer("/" + name + ".tar.gz", 200, AnsweringServer.archive(name, "")));

    assertThat(descriptions().readAll(archives))
        .hasSize(40)
        .allSatisfy((name, description) -> assertThat(description.name()).isEqualTo(name));
  }

  @Test
  void anotherPackageInTheArchiveIsTheRepositorysFault() {
    server.answer("/xml2.tar.gz", 200, AnsweringServer.archive("other", ""));

    assertThat(failure("xml2").code()).isEqualTo("REPOSITORY_BROKEN");
  }

  @Test
  void anArchiveThatIsNotThereLasts() {
    assertThat(failure("xml2").code()).isEqualTo("PACKAGE_ARCHIVE_MISSING");
  }

  @Test
  void aServerThatIsDownPasses() {
    server.answer("/xml2.tar.gz", 503, "");

    assertThat(failure("xml2").kind()).isEqualTo(Kind.PASSING);
  }

  private Failure failure(String name) {
    return catchThrowableOfType(StepFailed.class, () -> read(name)).failure();
  }

  private Description read(String name) throws Exception {
    return descriptions().read(uri(name), name);
  }

  private ArchiveDescriptions descriptions() {
    return new ArchiveDescriptions(new RepositoryClient(BASE), cache);
  }

  private URI uri(String name) {
    return URI.create(server.url() + "/" + name + ".tar.gz");
  }
}
