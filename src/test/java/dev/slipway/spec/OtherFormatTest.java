package dev.slipway.spec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.image.ImageReference;
import dev.slipway.settings.Allowed;
import dev.slipway.spec.Spec.ClusterSection.Form;
import dev.slipway.spec.Spec.CranPackage;
import dev.slipway.spec.Spec.RPackageTest;
import dev.slipway.spec.document.Problem;
import dev.slipway.spec.document.Problem.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other tools, as the specs that they mean. */
class OtherFormatTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus");
  private static final String POOL = "\"name\": \"my_Pool\", \"poolSize\": {}";

  private static Spec corpus(String file) throws SpecInvalid, IOException {
    return SpecReader.read(CORPUS.resolve(file), Set.of("standard"), Allowed.EVERYTHING);
  }

  private static Spec read(String name, String text, Optional<String> dockerfile)
      throws SpecInvalid {
    SpecSource source = new SpecSource(Path.of(name), name, Optional.empty(), dockerfile);
    return SpecReader.read(source, text.getBytes(UTF_8), Set.of("standard"), Allowed.EVERYTHING);
  }

  private static Spec cluster(String fields) throws SpecInvalid {
    return read("cluster.json", "{" + POOL + fields + "}", Optional.empty());
  }

  private static Spec besideDockerfile(String fields) throws SpecInvalid {
    return read("demo/cluster.json", "{" + POOL + fields + "}", Optional.of("./Dockerfile"));
  }

  @Test
  void aClusterFileIsASpecOfItsPackagesOnItsImage() throws SpecInvalid, IOException {
    Spec spec = corpus("good-cluster-json-pool.json");

    assertThat(spec.name()).isEqualTo("mypoolname");
    assertThat(spec.image()).hasToString("mypoolname");
    assertThat(spec.base()).contains(ImageReference.parse("rocker/tidyverse:latest"));
    assertThat(spec.r()).isEmpty();
    assertThat(spec.packages().cran()).containsExactly(new CranPackage("httr", Optional.empty()));
    assertThat(spec.packages().github()).containsExactly("rstudio/httpuv@v1.6.15");
    assertThat(spec.cluster().orElseThrow().form()).isEqualTo(Form.POOL_FILE);
  }

  @Test
  void anImageWithoutATagIsTheLatest() throws SpecInvalid {
    assertThat(cluster(", \"containerImage\": \"localhost:5000/a/b\"").base())
        .contains(ImageReference.parse("localhost:5000/a/b:latest"));
    assertThat(cluster(", \"containerImage\": \"a/b:1\"").base())
        .contains(ImageReference.parse("a/b:1"));
  }

  @Test
  void theImageOfAnOlderFileStandsBesideItsPool() throws SpecInvalid {
    String beside = ", \"containerImage\": \"a/b:1\"}";
    String inside = "{\"pool\": {\"containerImage\": \"a/b:2\", " + POOL + "}";

    assertThat(read("cluster.json", "{\"pool\": {" + POOL + "}" + beside, Optional.empty()).base())
        .contains(ImageReference.parse("a/b:1"));
    assertThat(read("cluster.json", inside + beside, Optional.empty()).base())
        .contains(ImageReference.parse("a/b:1"));
    assertThat(read("cluster.json", inside + "}", Optional.empty()).base())
        .contains(ImageReference.parse("a/b:2"));
  }

  @Test
  void aFlatFileMayHaveAFieldOfItsOwnThatIsCalledPool() throws SpecInvalid {
    for (String pool : List.of("\"x\"", "{\"name\": \"other\"}")) {
      Spec spec = cluster(", \"pool\": " + pool);

      assertThat(spec.name()).isEqualTo("my-pool");
      assertThat(spec.cluster().orElseThrow().form()).isEqualTo(Form.FILE);
    }
  }

  @Test
  void aPoolsNameIsMadeFitForAJob() throws SpecInvalid {
    assertThat(cluster("").name()).isEqualTo("my-pool");
    assertThat(read("my cluster.json", "{\"poolSize\": {}}", Optional.empty()).name())
        .isEqualTo("my-cluster");
    assertThat(read("x.json", "{\"poolSize\": {}, \"name\": \"__\"}", Optional.empty()).name())
        .isEqualTo("x");
  }

  @Test
  void aDockerfileMakesTheImageThatTheClusterFileNames() throws SpecInvalid {
    Spec spec = besideDockerfile(", \"containerImage\": \"demo/custom-r-ver\"");

    assertThat(spec.dockerfile()).contains("./Dockerfile");
    assertThat(spec.base()).isEmpty();
    assertThat(spec.image()).hasToString("demo/custom-r-ver");
    assertThat(besideDockerfile("").image()).hasToString("my-pool");
    assertThat(besideDockerfile(", \"containerImage\": \"rocker/tidyverse\"").image())
        .hasToString("my-pool");
  }

  @Test
  void packagesOfAClusterFileBelongIntoTheDockerfileThatCameWithIt() {
    List<Problem> problems =
        catchThrowableOfType(
                SpecInvalid.class,
                () -> besideDockerfile(",\n\"rPackages\": {\"cran\": [\"httr\"]}"))
            .problems();

    assertThat(problems)
        .singleElement()
        .returns(Code.CONFLICT, Problem::code)
        .returns(2, Problem::line)
        .returns("rPackages", Problem::field);
  }

  @Test
  void emptyListsOfPackagesAreNoneForADockerfile() throws SpecInvalid {
    assertThat(besideDockerfile(", \"rPackages\": {\"cran\": []}").packages())
        .isEqualTo(Spec.Packages.NONE);
  }

  @Test
  void anRenvLockIsASpecOfEveryPackageAtItsVersion() throws SpecInvalid, IOException {
    Spec spec = corpus("good-renv.lock");

    assertThat(spec.name()).isEqualTo("good-renv");
    assertThat(spec.image()).hasToString("good-renv");
    assertThat(spec.r()).contains("4.2.2");
    assertThat(spec.snapshot()).contains("2024-06-13");
    assertThat(spec.bioconductor()).contains("3.16");
    assertThat(spec.packages().cran())
        .containsExactly(
            new CranPackage("httr", Optional.of("1.4.7")),
            new CranPackage("renv", Optional.of("1.0.7")));
    assertThat(spec.packages().bioconductor()).containsExactly("BiocGenerics");
    assertThat(spec.tests().rPackages())
        .containsExactly(new RPackageTest("BiocGenerics", Optional.of("0.44.0")));
    assertThat(spec.packages().github())
        .containsExactly(
            "httpuv=rstudio/httpuv@" + "a".repeat(40), "sub=u/r/pkg@" + "a".repeat(40));
    assertThat(spec.cluster()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "api.github.com, pp=u/r@",
    "'', pp=u/r@",
    "ghe.example.com/api/v3, pp=https://ghe.example.com/u/r/commit/",
    "api.ghe.example.com, pp=https://ghe.example.com/u/r/commit/"
  })
  void aPackageOfAnotherHostIsLookedUpNowhereElse(String host, String reference) throws Exception {
    assertThat(read("renv.lock", gitHub(host, ""), Optional.empty()).packages().github())
        .containsExactly(reference + "a".repeat(40));
  }

  @Test
  void aFolderOnAnotherHostIsNotSupported() {
    SpecInvalid invalid =
        catchThrowableOfType(
            SpecInvalid.class,
            () -> read("renv.lock", gitHub("ghe.example.com", "pkg"), Optional.empty()));

    assertThat(invalid.problems())
        .singleElement()
        .returns(Code.UNSUPPORTED, Problem::code)
        .returns("Packages.pp.RemoteHost", Problem::field)
        .returns(2, Problem::line);
  }

  private static String gitHub(String host, String folder) {
    return "{\"R\": {\"Version\": \"4.2.2\"}, \"Packages\": {\"pp\": {\"Package\": \"pp\","
        + "\"Version\": \"1.0\", \"Source\": \"GitHub\", \"RemoteUsername\": \"u\",\n"
        + "\"RemoteHost\": \"%s\", \"RemoteRepo\": \"r\", \"RemoteSubdir\": \"%s\","
            .formatted(host, folder)
        + "\"RemoteSha\": \"%s\"}}}".formatted("a".repeat(40));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"containerImage\": \"a/b:1\"", "\"rPackages\": {\"cran\": [\"httr\"]}"})
  void aClusterFileWithoutItsPoolSizeIsToldSo(String field) {
    String text = "{\"name\": \"pool\", " + field + "}";

    assertThat(
            catchThrowableOfType(
                    SpecInvalid.class, () -> read("cluster.json", text, Optional.empty()))
                .problems())
        .singleElement()
        .returns(Code.MISSING, Problem::code)
        .returns("poolSize", Problem::field)
        .returns(1, Problem::line);
  }

  @Test
  void aRepositoryWithoutADayIsNoSnapshot() throws SpecInvalid, IOException {
    assertThat(corpus("good-renv-no-day.lock").snapshot()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "renv.lock, renv",
    "My Project.lock, my-project",
    "demo.tar.gz/renv.lock, demo",
    "demo/renv.lock, demo",
    "demo-20240613-120000-0a1b/renv.lock, demo",
    "demo-20240613-120000-0a1b.lock, demo",
    "./renv.lock, renv",
    "a/b.lock, b",
    "..lock, spec"
  })
  void aLockIsNamedForItsFileOrFolder(String file, String name) {
    assertThat(SpecName.ofFile(file)).isEqualTo(name);
  }

  @Test
  void aLockOfOneMegabyteIsRead() throws SpecInvalid {
    StringBuilder packages = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      packages
          .append(
              "%s\"p%d\": {\"Package\": \"p%d\", \"Version\": \"1.%d\", "
                  .formatted(i == 0 ? "" : ",", i, i, i))
          .append("\"Source\": \"Repository\", \"Description\": \"")
          .append("x".repeat(3000))
          .append("\"}");
    }
    String lock = "{\"R\": {\"Version\": \"4.2.2\"}, \"Packages\": {" + packages + "}}";

    assertThat(read("renv.lock", lock, Optional.empty()).packages().cran()).hasSize(400);
  }

  @Test
  void aLockOfMoreThanFourMegabytesIsTooLarge() {
    String lock = "{\"Packages\": \"" + "x".repeat(4 * 1024 * 1024) + "\"}";

    assertThat(
            catchThrowableOfType(SpecInvalid.class, () -> read("renv.lock", lock, Optional.empty()))
                .problems())
        .extracting(Problem::code)
        .containsExactly(Code.LIMIT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"good-renv.lock", "good-cluster-json-pool.json", "good-cluster-json-numbers.json"})
  void whateverStandsInAFieldIsReadOrIsAProblem(String name) throws IOException {
    JsonMapper json = new JsonMapper();
    String whole = Files.readString(CORPUS.resolve(name));
    List<String> values = List.of("null", "1", "-0", "1.5e3", "true", "\"\"", "[]", "{}", "[{}]");
    for (int i = 0; i < 80; i++) {
      for (String value : values) {
        JsonNode changed = json.readTree(whole);
        if (replace(changed, i, json.readTree(value)) < 0) {
          String text = changed.toString();
          assertThat(catchThrowable(() -> read(name, text, Optional.empty())))
              .as(text)
              .satisfiesAnyOf(
                  thrown -> assertThat(thrown).isNull(),
                  thrown -> assertThat(thrown).isInstanceOf(SpecInvalid.class));
        }
      }
    }
  }

  /** Replaces the value of that number, counted through the tree; below 0 when there was one. */
  private static int replace(JsonNode node, int number, JsonNode by) {
    int left = number;
    for (int i = 0; left >= 0 && node instanceof ArrayNode array && i < array.size(); i++) {
      left = left == 0 && array.set(i, by) != null ? -1 : replace(array.get(i), left - 1, by);
    }
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (left == 0) {
          field.setValue(by);
        }
        left = left <= 0 ? -1 : replace(field.getValue(), left - 1, by);
      }
    }
    return left;
  }
}
