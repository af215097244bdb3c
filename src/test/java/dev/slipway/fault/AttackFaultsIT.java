package dev.slipway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Input that means harm, through the inbox of the real service. */
@ExtendWith(FaultTable.class)
class AttackFaultsIT {
  @TempDir static Path folder;

  private static Place place;
  private static Slipway slipway;

  @BeforeAll
  static void start() throws Exception {
    place = new Place(folder);
    slipway = Slipway.start(place, Map.of("slipway.workers", "2"));
  }

  @AfterAll
  static void stop() throws Exception {
    slipway.close();
    assertThat(place.leftovers()).isEmpty();
  }

  @Test
  @Fault(
      value = "a zip bomb: 300 MB of zeros in 300 KB",
      expected = "rejected, LIMIT; never on the disk")
  void aZipBombIsRejected(Seen seen) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      entry(zip, "spec.yaml", Cheap.rendered("bomb").getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("zeros"));
      byte[] block = new byte[1 << 20];
      for (int i = 0; i < 300; i++) {
        zip.write(block);
      }
      zip.closeEntry();
    }
    place.drop("bomb.zip", bytes.toByteArray());

    rejected("bomb.zip", "LIMIT", seen);

    String used = Shell.run("du", "-sm", place.root().toString()).split("\\s")[0];
    seen.note("folders have " + used + " MB");
    assertThat(Integer.parseInt(used)).isLessThan(50);
  }

  @Test
  @Fault(value = "a zip with ../../escaped in it", expected = "rejected, PATH; nothing outside")
  void aZipSlipIsRejected(Seen seen) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      entry(zip, "spec.yaml", Cheap.rendered("slip").getBytes(StandardCharsets.UTF_8));
      entry(zip, "../../../escaped", new byte[] {1});
    }
    place.drop("slip.zip", bytes.toByteArray());

    rejected("slip.zip", "PATH", seen);

    String escaped = Shell.run("find", folder.toString(), "-name", "escaped");
    assertThat(escaped).isEmpty();
  }

  @Test
  @Fault(value = "a tar with a link to /etc/passwd", expected = "rejected, PATH; not read")
  void aLinkInATarIsRejected(Seen seen) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8")) {
      byte[] spec = Cheap.rendered("link").getBytes(StandardCharsets.UTF_8);
      TarArchiveEntry file = new TarArchiveEntry("spec.yaml");
      file.setSize(spec.length);
      tar.putArchiveEntry(file);
      tar.write(spec);
      tar.closeArchiveEntry();
      TarArchiveEntry link = new TarArchiveEntry("passwd", TarConstants.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }
    place.drop("link.tar.gz", bytes.toByteArray());

    rejected("link.tar.gz", "PATH", seen);
  }

  @Test
  @Fault(
      value = "a Dockerfile on a base with ONBUILD",
      expected = "refused, says that the base has ONBUILD; its command never runs")
  void aBaseWithOnbuildIsRefused(Seen seen) throws Exception {
    String base = "127.0.0.1:5000/it/onbuild:" + System.nanoTime();
    Path context = Files.createDirectory(folder.resolve("onbuild"));
    Files.writeString(
        context.resolve("Dockerfile"),
        "FROM " + Cheap.PLAIN + "\nONBUILD RUN echo the trap has sprung\n");
    Shell.run("docker", "build", "--quiet", "--tag", base, context.toString());
    Shell.run("docker", "push", "--quiet", base);
    String image = "127.0.0.1:5000/it/on-onbuild:1";
    try {
      place.drop("onbuild.yaml", Cheap.own("onbuild", image, "build", "FROM " + base, "LABEL a=b"));

      JsonNode result = seen.note(place.result("onbuild.yaml"));

      Path log = place.outbox(result).resolve("build.log");
      boolean ran = Files.exists(log) && Files.readString(log).contains("the trap has sprung");
      seen.note(ran ? "its command ran" : "its command did not run");
      assertThat(ran).isFalse();
      assertThat(result.get("status").asText()).isEqualTo("failed");
      assertThat(result.at("/failure").toString()).contains("ONBUILD");
    } finally {
      Shell.run("sh", "-c", "docker rmi " + base + " " + image + " || :");
    }
  }

  @Test
  @Fault(
      value = "a base image on 169.254.169.254 (metadata)",
      expected = "refused, nobody is asked")
  void aBaseOnAMetadataAddressIsRefused(Seen seen) throws Exception {
    place.drop(
        "metadata.yaml",
        "version: 1\nname: metadata\nimage: it/metadata:1\npipeline: resolve\n"
            + "base: 169.254.169.254/latest/meta-data:1\n");

    refusedAddress("metadata.yaml", seen);
  }

  @Test
  @Fault(
      value = "a Dockerfile FROM 169.254.169.254 (metadata)",
      expected = "refused, nobody is asked")
  void aDockerfileFromAMetadataAddressIsRefused(Seen seen) throws Exception {
    place.drop(
        "from.yaml",
        Cheap.own(
            "from", "it/from:1", "build", "FROM 169.254.169.254/latest/meta-data:1", "LABEL a=b"));

    refusedAddress("from.yaml", seen);
  }

  private static void refusedAddress(String name, Seen seen) throws Exception {
    JsonNode result = seen.note(place.result(name));
    seen.note(result.at("/failure/message").asText());
    seen.note(result.at("/failure/lines/0").asText());
    // Before anybody is asked: the spec alone says it.
    assertThat(result.at("/failure/code").asText())
        .isIn("SPEC_INVALID", "ADDRESS_REFUSED", "NOT_ALLOWED");
    assertThat(result.at("/failure").toString()).contains("169.254.169.254");
  }

  private static void rejected(String name, String code, Seen seen) throws Exception {
    JsonNode result = seen.note(place.result(name));
    seen.note(result.at("/failure/lines/0").asText());
    assertThat(result.get("status").asText()).isEqualTo("rejected");
    assertThat(result.at("/failure/lines/0").asText()).startsWith(code + " ");
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }
}
