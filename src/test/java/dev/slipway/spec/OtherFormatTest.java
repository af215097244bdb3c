package dev.slipway.spec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.image.ImageReference;
import dev.slipway.spec.Spec.ClusterSection.Form;
import dev.slipway.spec.Spec.CranPackage;
import dev.slipway.spec.document.Problem;
import dev.slipway.spec.document.Problem.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of other tools, as the specs that they mean. */
class OtherFormatTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus");
  private static final String POOL = "\"name\": \"my_Pool\", \"poolSize\": {}";

  private static Spec corpus(String file) throws SpecInvalid, IOException {
    return SpecReader.read(CORPUS.resolve(file), Set.of("standard"));
  }

  private static Spec read(String name, String text, Optional<String> dockerfile)
      throws SpecInvalid {
    SpecSource source = new SpecSource(Path.of(name), name, Optional.empty(), dockerfile);
    return SpecReader.read(source, text.getBytes(UTF_8), Set.of("standard"));
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
    assertThat(spec.packages().github())
        .containsExactly(
            "httpuv=rstudio/httpuv@" + "a".repeat(40), "sub=u/r/pkg@" + "a".repeat(40));
    assertThat(spec.cluster()).isEmpty();
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
}
