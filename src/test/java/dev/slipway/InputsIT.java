package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.LockFile;
import dev.slipway.sandbox.Docker;
import dev.slipway.sandbox.Images;
import dev.slipway.sandbox.Service;
import dev.slipway.step.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users already have, dropped into the inbox of the service. */
class InputsIT {
  private static final String BASE = "127.0.0.1:5000/sandbox/r-ver:4.2.2";

  private static final String CLUSTER_JSON =
      """
      {
        "name": "My_Pool",
        "vmSize": "Standard_F2",
        "maxTasksPerNode": 2.0,
        "poolSize": {
            "dedicatedNodes": {"min": 0, "max": 0},
            "lowPriorityNodes": {"min": 2, "max": 2},
            "autoscaleFormula": "QUEUE"
          },
        "containerImage": "%s",
        "rPackages": {"cran": ["jsonlite"], "github": ["slipway/hello"], "bioconductor": []},
        "commandLine": ["echo hello"],
        "ownField": {"b": 1, "a": [1.50, null]}
      }
      """
          .formatted(BASE);

  private static final String OWN_PACKAGE =
      """
      Package: mypkg
      Version: 0.1
      Title: Test
      Description: Test.
      License: MIT
      Author: A
      Maintainer: A <a@example.org>
      Imports: R6
      """;

  @TempDir static Path folder;

  private static Images images;
  private static Service service;

  @BeforeAll
  static void start() throws Exception {
    images = new Images();
    service =
        new Service(folder, Map.of("slipway.workers", "2", "slipway.registry", images.registry()));
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
    images.remove();
  }

  @Test
  void aClusterJsonComesBackWithItsPackagesInTheImage() throws Exception {
    service.drop("cluster.json", CLUSTER_JSON);

    JsonNode result = succeeded("cluster.json");

    JsonNode back = Json.mapper().readTree(service.outbox(result).resolve("cluster.json").toFile());
    ObjectNode expected = (ObjectNode) Json.mapper().readTree(CLUSTER_JSON);
    expected.put("containerImage", result.get("image").asText());
    expected.set(
        "rPackages",
        Json.mapper().readTree("{\"cran\": [], \"github\": [], \"bioconductor\": []}"));
    assertThat(back.toString()).isEqualTo(expected.toString());
    assertThat(result.get("image").asText()).startsWith(images.registry() + "/my-pool:");
    assertThat(result.at("/packages/jsonlite").asText()).isEqualTo("1.8.4");
    assertThat(result.at("/packages").has("hellor")).isTrue();
  }

  @Test
  void anRenvLockBecomesAnImageWithItsVersions() throws Exception {
    service.drop(
        "analysis.lock",
        """
        {
          "R": {"Version": "4.2.2", "Repositories": [{"Name": "CRAN", "URL": "https://cran.example"}]},
          "Packages": {
            "jsonlite": {"Package": "jsonlite", "Version": "1.8.4", "Source": "Repository"},
            "slipwayver": {"Package": "slipwayver", "Version": "0.1.0", "Source": "Repository"},
            "R6": {"Package": "R6", "Version": "2.5.1", "Source": "Repository"}
          }
        }
        """);

    JsonNode result = succeeded("analysis.lock");

    assertThat(result.at("/packages/slipwayver").asText()).isEqualTo("0.1.0");
    assertThat(result.at("/packages/jsonlite").asText()).isEqualTo("1.8.4");
  }

  @Test
  void theGuidesBrokenDockerfileIsSaidToBeBroken() throws Exception {
    service.drop(
        "guide",
        Map.of(
            "Dockerfile",
            "FROM "
                + BASE
                + "\nRUN Rscript -e 'install.packages(c(jsonlite, httr), dependecies = TRUE)'\n"));

    JsonNode result = service.await("guide");

    assertThat(result.get("status").asText()).isEqualTo("failed");
    assertThat(result.at("/failure/step").asText()).isEqualTo("docker-build");
    assertThat(result.at("/failure/message").asText()).contains("install.packages(c(jsonlite");
    assertThat(result.at("/failure/lines").toString()).contains("object 'jsonlite' not found");
  }

  @Test
  void aFolderWithADockerfileAndWhatItCopiesBecomesAnImage() throws Exception {
    service.drop(
        "demo",
        Map.of(
            "Dockerfile",
            "FROM " + BASE + "\nCOPY data/answer.txt /answer.txt\n",
            "data/answer.txt",
            "42\n",
            "cluster.json",
            CLUSTER_JSON
                .replace("[\"jsonlite\"]", "[]")
                .replace("[\"slipway/hello\"]", "[]")
                .replace(BASE, "")));

    JsonNode result = succeeded("demo");

    assertThat(Docker.run("run", "--rm", result.get("image").asText(), "cat", "/answer.txt"))
        .isEqualTo("42\n");
    JsonNode back = Json.mapper().readTree(service.outbox(result).resolve("cluster.json").toFile());
    assertThat(back.get("containerImage")).isEqualTo(result.get("image"));
  }

  @Test
  void anArchiveWithAPackageOfTheUsersOwnBecomesAnImage() throws Exception {
    Path hidden = service.settings().inbox().resolve(".own.zip");
    try (OutputStream file = Files.newOutputStream(hidden);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      put(zip, "own/spec.yaml", spec("own", "packages: {local: [./mypkg]}"));
      put(zip, "own/mypkg/DESCRIPTION", OWN_PACKAGE);
      put(zip, "own/mypkg/NAMESPACE", "export(answer)\n");
      put(zip, "own/mypkg/R/answer.R", "answer <- function() 42\n");
    }
    Files.move(hidden, service.settings().inbox().resolve("own.zip"));

    JsonNode result = succeeded("own.zip");

    assertThat(result.at("/checks").toString()).contains("library(mypkg)");
    assertThat(result.at("/packages/R6").asText()).isEqualTo("2.5.1");
  }

  @Test
  void aJobsFolderGivenBackIsBuiltFromItsLock() throws Exception {
    service.drop("first.yaml", spec("first", "packages: {cran: [slipwayver]}"));
    JsonNode first = succeeded("first.yaml");
    Path outbox = service.outbox(first);
    String lock = Files.readString(outbox.resolve(LockFile.NAME));
    // Resolved anew it would be 0.2.0.
    String older = lock.replace("\"0.2.0\"", "\"0.1.0\"").replaceAll("\\s+\"md5\".*\\R", "\n");
    service.drop(
        "again",
        Map.of(
            "spec.yaml",
            Files.readString(outbox.resolve("spec.yaml")).replace("first", "again"),
            "lock.json",
            older.replace(
                "src/contrib/slipwayver_0.2.0",
                "src/contrib/Archive/slipwayver/slipwayver_0.1.0")));

    JsonNode again = succeeded("again");

    assertThat(first.at("/packages/slipwayver").asText()).isEqualTo("0.2.0");
    assertThat(again.at("/packages/slipwayver").asText()).isEqualTo("0.1.0");
  }

  private static JsonNode succeeded(String name) throws Exception {
    JsonNode result = service.await(name);
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("succeeded");
    return result;
  }

  private static String spec(String name, String more) {
    return "name: %s\nimage: %s:1.0\nr: \"4.2.2\"\n%s\n".formatted(name, name, more);
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
