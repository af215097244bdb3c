package dev.slipway.spec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.image.ImageReference;
import dev.slipway.settings.Allowed;
import dev.slipway.spec.Spec.CommandTest;
import dev.slipway.spec.Spec.CranPackage;
import dev.slipway.spec.Spec.RPackageTest;
import dev.slipway.spec.document.Problem;
import dev.slipway.spec.document.Problem.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpecReaderTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus");
  private static final Set<String> PIPELINES = Set.of("standard", "build-only");
  private static final String MINIMAL = "name: demo\nimage: demo/app\nr: \"4.2.2\"\n";

  private static Spec read(String yaml) throws SpecInvalid {
    return read("demo.yaml", yaml);
  }

  private static Spec read(String name, String text) throws SpecInvalid {
    SpecSource source = new SpecSource(Path.of(name), name, Optional.empty(), Optional.empty());
    return SpecReader.read(source, text.getBytes(UTF_8), PIPELINES, Allowed.EVERYTHING);
  }

  private static List<Problem> problems(String yaml) {
    return catchThrowableOfType(SpecInvalid.class, () -> read(yaml)).problems();
  }

  @Test
  void readsEveryField() throws SpecInvalid, IOException {
    Spec spec = SpecReader.read(CORPUS.resolve("good-full.yaml"), PIPELINES, Allowed.EVERYTHING);
    assertThat(spec.name()).isEqualTo("demo");
    assertThat(spec.image())
        .isEqualTo(ImageReference.parse("localhost:5000/demo/custom-r-ver:1.0"));
    assertThat(spec.r()).contains("4.4.1");
    assertThat(spec.base()).isEmpty();
    assertThat(spec.snapshot()).contains("2024-06-13");
    assertThat(spec.packages().cran())
        .containsExactly(
            new CranPackage("jsonlite", Optional.empty()),
            new CranPackage("httr", Optional.empty()),
            new CranPackage("data.table", Optional.of("1.15.4")));
    assertThat(spec.packages().github())
        .containsExactly("rstudio/httpuv@v1.6.15", "pkg=github::user/repo/folder@main");
    assertThat(spec.packages().bioconductor()).containsExactly("BiocGenerics");
    assertThat(spec.system()).containsExactly("libxml2-dev", "g++", "libstdc++-12-dev");
    assertThat(spec.env()).isEqualTo(Map.of("TZ", "Etc/UTC", "EMPTY", ""));
    assertThat(spec.pipeline()).isEqualTo("build-only");
  }

  @Test
  void readsTests() throws SpecInvalid, IOException {
    Spec.Tests tests =
        SpecReader.read(CORPUS.resolve("good-full.yaml"), PIPELINES, Allowed.EVERYTHING).tests();
    assertThat(tests.rPackages())
        .containsExactly(
            new RPackageTest("httr", Optional.of(">= 1.4")),
            new RPackageTest("jsonlite", Optional.empty()));
    assertThat(tests.commandTests())
        .containsExactly(
            new CommandTest(
                "parses",
                "Rscript",
                List.of("-e", "stopifnot(jsonlite::fromJSON(\"[1]\") == 1)"),
                Map.of("A", "b"),
                List.of("^x"),
                List.of("y"),
                List.of(),
                List.of("z"),
                3));
  }

  @Test
  void passesClusterFieldsThroughInTheirOrder() throws SpecInvalid, IOException {
    Map<String, Object> fields =
        SpecReader.read(CORPUS.resolve("good-full.yaml"), PIPELINES, Allowed.EVERYTHING)
            .cluster()
            .orElseThrow()
            .fields();
    assertThat(fields.keySet())
        .containsExactly(
            "name", "vmSize", "maxTasksPerNode", "poolSize", "commandLine", "somethingNew");
    assertThat(fields)
        .containsEntry("maxTasksPerNode", 2)
        .containsEntry("somethingNew", Map.of("a", Arrays.asList(1, 2.5, true, null, "text")));
  }

  @Test
  void readsTheSameFromJson() throws SpecInvalid, IOException {
    assertThat(SpecReader.read(CORPUS.resolve("good-full.json"), PIPELINES, Allowed.EVERYTHING))
        .isEqualTo(
            SpecReader.read(CORPUS.resolve("good-full.yaml"), PIPELINES, Allowed.EVERYTHING));
  }

  @Test
  void readsJsonAsJsonUnderAnyName() throws SpecInvalid {
    String json = "{\"name\": \"demo\",\n\t\"image\": \"demo/app\", \"r\": \"4.2.2\"}";
    assertThat(read(json)).isEqualTo(read(MINIMAL));
  }

  @Test
  void leavesOutWhatTheSpecLeavesOut() throws SpecInvalid {
    Spec spec = read(MINIMAL);
    assertThat(spec.packages()).isEqualTo(Spec.Packages.NONE);
    assertThat(spec.tests()).isEqualTo(Spec.Tests.NONE);
    assertThat(spec.cluster()).isEmpty();
    assertThat(spec.snapshot()).isEmpty();
    assertThat(spec.pipeline()).isEqualTo("standard");
  }

  @Test
  void starterIsAValidSpec() throws SpecInvalid {
    assertThat(read(SpecReader.starter()).name()).isEqualTo("demo");
  }

  @Test
  void starterStaysValidWithEveryExampleUncommented() throws SpecInvalid {
    String whole =
        SpecReader.starter()
            .replaceAll("(?m)^# (?=(?:  |[a-z]+:)(?!.*slipway))", "")
            .replaceAll("(?m)^(?:base|dockerfile):.*", "")
            .replaceAll("(?m)^( +)# (?=- |[a-z]+:|  -)", "$1");
    Spec spec = read(whole);
    assertThat(spec.packages().github()).isNotEmpty();
    assertThat(spec.packages().cran()).hasSize(3);
    assertThat(spec.packages().local()).containsExactly("./mypkg");
    assertThat(spec.cluster()).isPresent();
    assertThat(spec.pipeline()).isEqualTo("build-only");
  }

  @Test
  void printsCodePlaceFieldMessageAndHint() {
    assertThatExceptionOfType(SpecInvalid.class)
        .isThrownBy(() -> read(MINIMAL + "pakages: {}\n"))
        .withMessage("UNKNOWN demo.yaml:4:1 pakages: no such field; did you mean `packages`?");
  }

  @Test
  void escapesWhatATerminalWouldObey() {
    assertThatExceptionOfType(SpecInvalid.class)
        .isThrownBy(() -> read("a\u001b[2J.yaml", MINIMAL + "\"\\e[2J\\u202e\": \"\\e\""))
        .withMessageStartingWith("UNKNOWN a\\u001b[2J.yaml:4:1 \\u001b[2J\\u202e: no such field");
  }

  @Test
  void unknownPipelineSaysWhichWasMeant() {
    Problem problem = problems(MINIMAL + "pipeline: standrad\n").get(0);
    assertThat(problem.print("demo.yaml"))
        .isEqualTo(
            "VALUE demo.yaml:4:11 pipeline: there is no pipeline of that name;"
                + " did you mean `standard`?");
  }

  @Test
  void unquotedVersionOfRSaysToQuoteIt() {
    Problem problem = problems("name: demo\nimage: demo/app\nr: 4.10\n").get(0);
    assertThat(problem.code()).isEqualTo(Code.TYPE);
    assertThat(problem.hint())
        .isEqualTo("write it in quotes, \"4.10\": unquoted it is read as 4.1");
  }

  @Test
  void tenThousandPackagesAreTooMany() {
    String list = "    - ab\n".repeat(10_000);
    assertThat(problems(MINIMAL + "packages:\n  cran:\n" + list))
        .extracting(Problem::code)
        .contains(Code.LIMIT);
  }

  @Test
  void moreThanAThousandPackagesAreTooMany() {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < 1001; i++) {
      list.append("    - p").append(i).append('\n');
    }
    assertThat(problems(MINIMAL + "packages:\n  cran:\n" + list))
        .singleElement()
        .returns(Code.LIMIT, Problem::code)
        .returns("packages.cran", Problem::field);
  }

  @Test
  void fileLargerThan256KiBIsTooLarge() {
    String comment = "#".repeat(256 * 1024 - MINIMAL.length());
    assertThat(problems(MINIMAL + comment + "#"))
        .singleElement()
        .returns(Code.LIMIT, Problem::code);
  }

  @Test
  void fileOf256KiBIsRead() throws SpecInvalid {
    assertThat(read(MINIMAL + "#".repeat(256 * 1024 - MINIMAL.length()))).isNotNull();
  }

  @Test
  void listsTheFirstFiveHundredProblemsAndSaysHowManyThereAre() {
    String list = "    - x\n".repeat(900);
    List<Problem> problems = problems(MINIMAL + "packages:\n  bioconductor:\n" + list);
    assertThat(problems).hasSize(501);
    assertThat(problems.get(0).message())
        .isEqualTo("more than 500 problems, the first 500 are listed");
  }

  @Test
  void schemaIsWhatTheJarCarries() {
    assertThat(SpecReader.schema()).contains("https://json-schema.org/draft/2020-12/schema");
  }
}
