package dev.slipway.packages.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.packages.Dcf;
import dev.slipway.packages.Description;
import dev.slipway.packages.Distribution;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.Repository;
import dev.slipway.packages.Source;
import dev.slipway.packages.SystemLibrary;
import dev.slipway.packages.repository.PackageServer;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemLibrariesTest {
  private static final Distribution JAMMY = new Distribution("ubuntu", "22.04", "jammy");
  private static final String LIBXML2 =
      """
      {"patterns": ["\\\\blibxml2\\\\b"], "dependencies": [
        {"packages": ["libxml2-dev"], "constraints": [
          {"os": "linux", "distribution": "ubuntu"},
          {"os": "linux", "distribution": "debian", "versions": ["12"]}]},
        {"packages": ["libxml2-devel"], "constraints": [{"os": "linux", "distribution": "centos"}]},
        {"packages": ["mingw-w64-x86_64-libxml2"], "constraints": [{"os": "windows"}]}]}
      """;

  @TempDir Path folder;
  private final PackageServer server = new PackageServer();
  private final List<String> progress = new ArrayList<>();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void ourTableSaysItWhenNobodyElseDoes() throws Exception {
    assertThat(neededBy(JAMMY, cran("xml2"), cran("XML"), cran("curl"), cran("jsonlite")))
        .containsExactly(
            new SystemLibrary("libcurl4-openssl-dev", List.of("curl")),
            new SystemLibrary("libxml2-dev", List.of("XML", "xml2")));
  }

  @Test
  void aBaseWithoutAptCannotServeAPackageWithNeeds() {
    Distribution rocky = new Distribution("rocky", "9.3", "");
    Failure failure = failure(rocky, cran("xml2"), cran("jsonlite"));

    assertThat(failure.code()).isEqualTo("DISTRIBUTION_UNSUPPORTED");
    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.message()).contains("rocky 9.3").contains("xml2").doesNotContain("jsonlite");
    assertThat(failure.hint()).contains("Debian or Ubuntu");
  }

  @Test
  void aBaseWithoutAptServesPackagesWithoutNeeds() throws Exception {
    assertThat(neededBy(new Distribution("rocky", "9.3", ""), cran("jsonlite"))).isEmpty();
  }

  @Test
  void aPackageManagerSaysItOfItsOwnPackagesAndOurTableOfTheOthers() throws Exception {
    servesApi(
        """
        {"name": "cran", "install_scripts": null, "requirements": [
          {"name": "xml2", "requirements": {"packages": ["libxml2-dev", "pkgconf"],
            "install_scripts": ["apt-get install -y libxml2-dev"]}},
          {"name": "notasked", "requirements": {"packages": ["libnot-dev"]}},
          {"name": "R6", "requirements": {"packages": null}},
          {"name": "mime", "requirements": null}]}
        """);

    assertThat(neededBy(JAMMY, cran("xml2"), cran("R6"), cran("mime"), cran("curl"), gitHub("V8")))
        .containsExactly(
            new SystemLibrary("libnode-dev", List.of("V8")),
            new SystemLibrary("libxml2-dev", List.of("xml2")),
            new SystemLibrary("pkgconf", List.of("xml2")));
    assertThat(server.asked())
        .containsExactly(
            "/__api__/status",
            "/__api__/repos/cran/sysreqs?all=false&pkgname=xml2&pkgname=R6&pkgname=mime"
                + "&pkgname=curl&distribution=ubuntu&release=22.04");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"requirements\": null}"})
  void aPackageManagerThatKnowsOfNoNeedIsBelieved(String answer) throws Exception {
    servesApi(answer);

    assertThat(neededBy(JAMMY, cran("xml2"))).isEmpty();
  }

  @Test
  void aPackageManagersCommandsAreLeftOutAndNamed() throws Exception {
    servesApi(
        """
        {"requirements": [{"name": "rJava", "requirements": {"packages": ["default-jdk"],
          "post_install": [{"command": "R CMD javareconf"}]}}]}
        """);
    neededBy(JAMMY, cran("rJava"));

    assertThat(progress).singleElement().asString().startsWith("rJava: ");
  }

  @Test
  void whatIsNoAptPackageGetsNoFurther() {
    servesApi(
        """
        {"requirements": [{"name": "xml2", "requirements": {"packages": ["x; rm -rf /\\u001b"]}}]}
        """);
    Failure failure = failure(JAMMY, cran("xml2"));

    assertThat(failure.code()).isEqualTo("REPOSITORY_BROKEN");
    assertThat(failure.message()).contains("xml2").doesNotContain("\u001b");
  }

  @Test
  void aLongListIsAskedInParts() throws Exception {
    servesApi("{}");
    neededBy(
        JAMMY,
        IntStream.range(0, 250).mapToObj(i -> cran("pkg" + i)).toArray(LockedPackage[]::new));

    assertThat(server.asked()).hasSize(4);
  }

  @Test
  void aServerIsAskedOnceWhetherItIsAPackageManager() throws Exception {
    SystemLibraries libraries = libraries(Map.of());
    neededBy(libraries, JAMMY, cran("xml2"));
    neededBy(libraries, JAMMY, cran("xml2"));

    assertThat(server.asked()).containsExactly("/__api__/status");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aServerThatRefusedIsAskedAgain(int status) throws Exception {
    SystemLibraries libraries = libraries(Map.of());
    server.answer("/__api__/status", status, "no");
    neededBy(libraries, JAMMY, cran("xml2"));
    servesApi("{}");

    assertThat(neededBy(libraries, JAMMY, cran("xml2"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"404, ''", "200, <html>Welcome</html>", "200, 1", "403, no", "200, ''"})
  void aServerWithoutAnApiIsNoPackageManager(int status, String body) throws Exception {
    server.answer("/__api__/status", status, body);

    assertThat(neededBy(JAMMY, cran("xml2"))).isNotEmpty();
  }

  @Test
  void aDistributionThatThePackageManagerDoesNotKnowIsOurTables() throws Exception {
    servesApi("{}");
    server.answer("/__api__/repos/cran/sysreqs", 400, "{\"error\": \"unsupported\"}");

    assertThat(neededBy(JAMMY, cran("xml2"))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/__api__/status", "/__api__/repos/cran/sysreqs"})
  void aPackageManagerThatIsDownPasses(String path) {
    servesApi("{}");
    server.answer(path, 503, "");

    assertThat(failure(JAMMY, cran("xml2")).kind()).isEqualTo(Kind.PASSING);
  }

  @ParameterizedTest
  @CsvSource({
    "ubuntu, 22.04, libxml2-dev",
    "debian, 12, libxml2-dev",
    "debian, 11, ''",
  })
  void theOperatorsRulesSayItAndNobodyElse(String id, String release, String apt) throws Exception {
    rule("libxml2.json", LIBXML2);
    SystemLibraries libraries = libraries(rules());
    List<SystemLibrary> needed =
        neededBy(
            libraries,
            new Distribution(id, release, ""),
            archived("mine", "SystemRequirements: LibXML2 (>= 2.9)\n"),
            archived("curl", ""));

    assertThat(needed.stream().map(SystemLibrary::name)).containsExactly(names(apt));
    assertThat(server.asked()).noneMatch(path -> path.contains("__api__"));
  }

  @Test
  void theRulesMayBeACheckoutOfTheirRepository() throws Exception {
    Files.createDirectory(folder.resolve("rules"));
    Files.writeString(folder.resolve("systems.json"), "[]");
    rule("rules/libxml2.json", LIBXML2);

    assertThat(
            neededBy(libraries(rules()), JAMMY, archived("mine", "SystemRequirements: libxml2\n")))
        .hasSize(1);
  }

  @Test
  void theRulesReadTheDescriptionOfAGitHubPackage() throws Exception {
    rule("libxml2.json", LIBXML2);

    assertThat(neededBy(libraries(rules()), JAMMY, gitHub("hellor")))
        .containsExactly(new SystemLibrary("libxml2-dev", List.of("hellor")));
  }

  @Test
  void theRulesCommandsAreLeftOutAndNamed() throws Exception {
    rule(
        "java.json",
        """
        {"patterns": ["java"], "dependencies": [{"packages": ["default-jdk"],
          "pre_install": [{"command": "add-apt-repository ppa:x"}]}]}
        """);
    neededBy(libraries(rules()), JAMMY, archived("rJava", "SystemRequirements: Java JDK\n"));

    assertThat(progress).singleElement().asString().startsWith("rJava: ").contains("java.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"patterns\": [\"x\"]",
        "{\"patterns\": \"x\", \"dependencies\": []}",
        "{\"patterns\": [], \"dependencies\": []}",
        "{\"patterns\": [\"(x\"], \"dependencies\": []}",
        "{\"patterns\": [\"x\"], \"dependencies\": [1]}",
        "{\"patterns\": [\"x\"], \"dependencies\": [{\"packages\": [\"x; y\"]}]}"
      })
  void rulesThatCannotBeReadAreNamed(String rule) throws Exception {
    rule("libxml2.json", LIBXML2);
    rule("odd.json", rule);
    Failure failure = failure(libraries(rules()), JAMMY, archived("mine", ""));

    assertThat(failure.code()).isEqualTo("SYSTEM_REQUIREMENTS_INVALID");
    assertThat(failure.message()).contains("odd.json");
    assertThat(failure.hint()).contains("slipway.system-requirements");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "nosuch"})
  void aFolderWithoutRulesIsSaid(String name) throws Exception {
    Map<Key, String> rules = Map.of(Key.SYSTEM_REQUIREMENTS, folder.resolve(name).toString());

    assertThat(failure(libraries(rules), JAMMY, archived("mine", "")).code())
        .isEqualTo("SYSTEM_REQUIREMENTS_INVALID");
  }

  private static String[] names(String list) {
    return Stream.of(list.split(" ")).filter(name -> !name.isEmpty()).toArray(String[]::new);
  }

  private void servesApi(String sysreqs) {
    server.answer("/__api__/status", 200, "{\"version\": \"2024.04.0\"}");
    server.answer("/__api__/repos/cran/sysreqs", 200, sysreqs);
  }

  private Map<Key, String> rules() {
    return Map.of(Key.SYSTEM_REQUIREMENTS, folder.toString());
  }

  private void rule(String file, String content) throws IOException {
    Files.writeString(folder.resolve(file), content);
  }

  private SystemLibraries libraries(Map<Key, String> values) throws Exception {
    return new SystemLibraries(new Settings(folder, values));
  }

  private List<SystemLibrary> neededBy(Distribution distribution, LockedPackage... closure)
      throws Exception {
    return neededBy(libraries(Map.of()), distribution, closure);
  }

  private List<SystemLibrary> neededBy(
      SystemLibraries libraries, Distribution distribution, LockedPackage... closure)
      throws Exception {
    Base base = new Base(ImageReference.parse("r"), "4.2.2", "amd64", distribution);
    Repository cran =
        new Repository("CRAN", server.uri("/cran/__linux__/jammy/2024-06-13").toString());
    return libraries.neededBy(
        List.of(closure), base, cran, SystemLibrariesTest::description, progress::add);
  }

  private Failure failure(Distribution distribution, LockedPackage... closure) {
    return catchThrowableOfType(StepFailed.class, () -> neededBy(distribution, closure)).failure();
  }

  private Failure failure(
      SystemLibraries libraries, Distribution distribution, LockedPackage... closure) {
    return catchThrowableOfType(StepFailed.class, () -> neededBy(libraries, distribution, closure))
        .failure();
  }

  private static Optional<Description> description(LockedPackage gitHub) {
    return Optional.of(
        Description.of(
            Dcf.readFirst(
                "Package: " + gitHub.name() + "\nVersion: 1.0\nSystemRequirements: libxml2\n")));
  }

  /** A package of the repository whose archive is there. */
  private LockedPackage archived(String name, String more) {
    server.file(
        "/" + name + ".tar.gz",
        PackageServer.archive(name, PackageServer.record(name + " 1.0") + more));
    return cran(name);
  }

  private LockedPackage cran(String name) {
    return locked(name, Source.CRAN, Optional.of(server.uri("/" + name + ".tar.gz").toString()));
  }

  private LockedPackage gitHub(String name) {
    return locked(name, Source.GITHUB, Optional.empty());
  }

  private static LockedPackage locked(String name, Source source, Optional<String> url) {
    return new LockedPackage(
        name,
        "1.0",
        source,
        url.map(any -> "CRAN"),
        url,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        true);
  }
}
