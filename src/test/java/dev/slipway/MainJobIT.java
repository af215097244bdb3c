package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.sandbox.Docker;
import dev.slipway.sandbox.Forwarder;
import dev.slipway.sandbox.Images;
import dev.slipway.sandbox.SandboxRegistry;
import dev.slipway.sandbox.Service;
import dev.slipway.step.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Specs dropped into the inbox of the service: real engine, real registry, real R. */
class MainJobIT {
  @TempDir static Path folder;

  private static Images images;
  private static Service service;

  @BeforeAll
  static void start() throws Exception {
    images = new Images();
    service = new Service(folder, Map.of("slipway.workers", "2"));
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
    images.remove();
  }

  @Test
  void aSpecBecomesATestedPushedImageAndItsClusterJson() throws Exception {
    String name = images.name("walk");

    JsonNode result = service.run(spec(name, "packages: {cran: [jsonlite, httr]}"));

    assertThat(result.at("/failure").toString()).isEmpty();
    assertThat(result.get("status").asText()).isEqualTo("succeeded");
    String image = SandboxRegistry.PUBLIC.host() + "/" + name + ":1.0";
    assertThat(result.get("image").asText()).isEqualTo(image);
    assertThat(result.get("digest").asText()).isEqualTo(digest(name));
    assertThat(result.at("/packages/httr").asText()).isNotEmpty();
    Path outbox = service.outbox(result);
    assertThat(outbox.resolve("context/Dockerfile"))
        .content()
        .startsWith("#")
        .contains("FROM 127.");
    assertThat(outbox.resolve("build.log")).isNotEmptyFile();
    assertThat(outbox.resolve("smoke.log")).isNotEmptyFile();
    assertThat(outbox.resolve("sessionInfo.txt")).content().contains("R version 4.2.2");
    JsonNode cluster = Json.mapper().readTree(outbox.resolve("cluster.json").toFile());
    assertThat(cluster.get("containerImage").asText()).isEqualTo(image);
    assertThat(cluster.at("/rPackages/cran")).isEmpty();
    assertThat(
            Docker.run(
                "run",
                "--rm",
                image,
                "Rscript",
                "-e",
                "library(httr); library(jsonlite); sessionInfo()"))
        .contains("httr_")
        .contains("jsonlite_");
  }

  @Test
  void aMissingPackageFailsBeforeAnythingIsBuilt() throws Exception {
    JsonNode result = failed("missing", "packages: {cran: [jsonlit]}");

    assertThat(result.at("/failure/step").asText()).isEqualTo("resolve-packages");
    assertThat(result.at("/failure/code").asText()).isEqualTo("PACKAGE_UNKNOWN");
    assertThat(result.at("/failure/message").asText())
        .contains("jsonlit: not in CRAN at ", "did you mean jsonlite?");
    assertThat(result.at("/steps")).hasSize(1);
    assertThat(result.at("/steps/0/attempts").asInt()).isEqualTo(1);
  }

  @Test
  void aPackageThatDoesNotCompileFailsTheBuildWithItsName() throws Exception {
    JsonNode result = failed("compile", "packages: {cran: [slipwaynocompile]}");

    assertThat(result.at("/failure/step").asText()).isEqualTo("docker-build");
    assertThat(result.at("/failure").toString()).contains("slipwaynocompile");
    assertThat(result.at("/failure/lines")).isNotEmpty();
  }

  @Test
  void aPackageThatDoesNotLoadFailsTheSmokeTestBesideOneThatDoes() throws Exception {
    JsonNode result = failed("load", "packages: {cran: [slipwaynoload, R6]}");

    assertThat(result.at("/failure/step").asText()).isEqualTo("smoke-test");
    assertThat(result.at("/failure/message").asText())
        .contains("slipwaynoload")
        .doesNotContain("R6");
    assertThat(result.at("/checks/0/name").asText()).isEqualTo("library(R6)");
    assertThat(result.at("/checks/0/passed").asBoolean()).isTrue();
    assertThat(result.at("/checks/1/name").asText()).isEqualTo("library(slipwaynoload)");
    assertThat(result.at("/checks/1/passed").asBoolean()).isFalse();
  }

  @Test
  void aCommandTestThatDoesNotHoldFailsTheSmokeTest() throws Exception {
    JsonNode result =
        failed(
            "command",
            """
            tests:
              commandTests:
                - {name: sums, command: Rscript, args: [-e, cat(1+1)], expectedOutput: ["^3$"]}
            """);

    assertThat(result.at("/failure/step").asText()).isEqualTo("smoke-test");
    assertThat(result.at("/failure/message").asText()).contains("sums");
    assertThat(result.at("/failure/kind").asText()).isEqualTo("test");
  }

  @Test
  void theRegistryIsDownAndComesBack() throws Exception {
    try (Forwarder registry = Forwarder.to(5000)) {
      String host = "127.0.0.1:" + registry.port();
      service.drop("down.yaml", spec(host + "/" + images.name("down"), ""));
      service.awaitRetry("push");
      registry.open();

      JsonNode result = service.await("down.yaml");

      assertThat(result.get("status").asText()).isEqualTo("succeeded");
      assertThat(result.at("/steps/4/attempts").asInt()).isGreaterThan(1);
      assertThat(result.get("digest").asText()).isEqualTo(digest(images.name("down")));
    }
  }

  @Test
  void anInvalidSpecIsRejectedAndTheRestOfTheInboxGoesOn() throws Exception {
    service.drop("bad.yaml", "version: 1\nname: bad\nimage: x:1\nr: 4.2\n");
    service.drop("good.yaml", spec(images.name("good"), ""));

    JsonNode bad = service.await("bad.yaml");
    assertThat(bad.get("status").asText()).isEqualTo("rejected");
    assertThat(bad.at("/failure/lines/0").asText()).startsWith("TYPE bad.yaml:4:4 ");
    assertThat(service.await("good.yaml").get("status").asText()).isEqualTo("succeeded");
    String letter = bad.get("job").asText() + ".yaml";
    assertThat(service.settings().deadLetter().resolve(letter)).exists();
  }

  @Test
  void threeSpecsAtOnceGiveThreeImages() throws Exception {
    List<String> names = List.of("one", "two", "three");
    for (String name : names) {
      service.drop(name + ".yaml", spec(images.name(name), "packages: {cran: [R6]}"));
    }
    for (String name : names) {
      JsonNode result = service.await(name + ".yaml");
      assertThat(result.get("status").asText()).isEqualTo("succeeded");
      assertThat(result.get("digest").asText()).isEqualTo(digest(images.name(name)));
    }
  }

  private static String digest(String name) {
    return SandboxRegistry.PUBLIC.digest(name, "1.0").orElseThrow();
  }

  private static JsonNode failed(String name, String more) throws Exception {
    JsonNode result = service.run(spec(images.name(name), more));
    assertThat(result.get("status").asText()).isEqualTo("failed");
    String letter = result.get("job").asText() + ".yaml";
    assertThat(Files.exists(service.settings().deadLetter().resolve(letter))).isTrue();
    return result;
  }

  private static String spec(String image, String more) {
    return """
        version: 1
        name: it
        image: %s:1.0
        r: "4.2.2"
        snapshot: 2024-06-13
        cluster: {}
        """
            .formatted(image)
        + more;
  }
}
