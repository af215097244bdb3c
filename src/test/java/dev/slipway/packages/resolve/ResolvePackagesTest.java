package dev.slipway.packages.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.packages.Distribution;
import dev.slipway.packages.Lock;
import dev.slipway.packages.LockFile;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.Locks;
import dev.slipway.packages.SystemLibrary;
import dev.slipway.packages.github.GitHub;
import dev.slipway.settings.Allowed;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.spec.SpecReader;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolvePackagesTest {
  private static final String INDEX =
      """
      Package: curl
      Version: 5.2.1
      MD5sum: 0123456789abcdef0123456789abcdef

      Package: httr
      Version: 1.4.7
      Imports: curl (>= 5.0), jsonlite

      Package: jsonlite
      Version: 1.8.8
      """;

  @TempDir Path folder;

  private final List<String> said = new ArrayList<>();
  private final Map<Key, String> values = new EnumMap<>(Key.class);
  private Distribution distribution = new Distribution("debian", "12", "bookworm");
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] index = INDEX.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          boolean found = exchange.getRequestURI().getPath().endsWith("/src/contrib/PACKAGES");
          exchange.sendResponseHeaders(found ? 200 : 404, found ? index.length : -1);
          if (found) {
            exchange.getResponseBody().write(index);
          }
          exchange.close();
        });
    server.start();
    values.put(Key.CRAN, url() + "/cran/{os}/{snapshot}");
    values.put(Key.BIOCONDUCTOR, url() + "/bioconductor");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void twoPackagesBecomeAnExactListWithTheirSystemLibraries() throws Exception {
    Lock lock = resolve("packages: {cran: [httr]}\nsystem: [zlib1g-dev]\nsnapshot: 2024-06-13\n");

    assertThat(lock.packages())
        .extracting(LockedPackage::name)
        .containsExactly("curl", "jsonlite", "httr");
    assertThat(lock.packages().get(0).url())
        .contains(url() + "/cran/bookworm/2024-06-13/src/contrib/curl_5.2.1.tar.gz");
    assertThat(lock.packages()).filteredOn(LockedPackage::requested).hasSize(1);
    assertThat(lock.system())
        .containsExactly(
            new SystemLibrary("libcurl4-openssl-dev", List.of("curl")),
            new SystemLibrary("zlib1g-dev", List.of()));
    assertThat(lock.bioconductor()).contains("3.16");
    assertThat(said).contains("locked: R packages 3, system libraries 2");
  }

  @Test
  void aSpecsOwnSystemLibraryThatAPackageNeedsIsThereOnce() throws Exception {
    assertThat(resolve("packages: {cran: [curl]}\nsystem: [libcurl4-openssl-dev]\n").system())
        .containsExactly(new SystemLibrary("libcurl4-openssl-dev", List.of("curl")));
  }

  @Test
  void whatIsWrongWithPackagesIsSaidTogether() {
    Failure failure = failure("packages: {cran: [jsonlit, htr]}\nsnapshot: 2024-06-13\n");

    assertThat(failure.code()).isEqualTo("PACKAGE_UNKNOWN");
    assertThat(failure.lines())
        .containsExactlyInAnyOrder(
            "PACKAGE_UNKNOWN jsonlit: not in CRAN at 2024-06-13; did you mean jsonlite?",
            "PACKAGE_UNKNOWN htr: not in CRAN at 2024-06-13; did you mean httr?");
  }

  @Test
  void aBaseWithAnotherRThanTheSpecsIsRefused() {
    values.put(Key.BASE, "rocker/r-ver:latest");

    assertThat(failure("r: \"4.3.1\"\n").code()).isEqualTo("BASE_R");
  }

  @Test
  void aBasePatternThatMakesNoImageNameIsSaid() {
    values.put(Key.BASE, "Rocker:{r}");

    assertThat(failure("").code()).isEqualTo("BASE_NAME");
  }

  @Test
  void aBioconductorReleaseThatIsNotForTheBasesRIsRefused() {
    String lines = "base: rocker/r-ver:4.2.2\nbioconductor: \"3.18\"\n";

    assertThat(failure(lines).code()).isEqualTo("BIOCONDUCTOR_RELEASE");
  }

  @Test
  void aBaseWithoutAptIsRefusedWhenAPackageNeedsALibrary() throws Exception {
    distribution = new Distribution("fedora", "40", "");
    values.put(Key.CRAN, url() + "/cran/{snapshot}");

    assertThat(failure("packages: {cran: [curl]}\n").code()).isEqualTo("DISTRIBUTION_UNSUPPORTED");
    assertThat(resolve("packages: {cran: [jsonlite]}\n").system()).isEmpty();
  }

  @Test
  void theDependenciesOfADescriptionAreWantedAndNotItsPackage() throws Exception {
    file("DESCRIPTION", "Package: mypkg\nVersion: 0.1\nImports: jsonlite\n");

    assertThat(resolve("packages: {local: [./DESCRIPTION]}\n").packages())
        .extracting(LockedPackage::name)
        .containsExactly("jsonlite");
  }

  @Test
  void aLocalPackageIsLockedByItsFolder() throws Exception {
    file("sub/mypkg/DESCRIPTION", "Package: mypkg\nVersion: 0.1\nImports: jsonlite\n");

    LockedPackage last = resolve("packages: {local: [./sub/mypkg/]}\n").packages().get(1);

    assertThat(last.name()).isEqualTo("mypkg");
    assertThat(last.path()).contains("sub/mypkg");
    assertThat(last.dependencies()).containsExactly("jsonlite");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Version: 1.0\n", "Package: a;b\nVersion: 1.0\n", "no field\n", ""})
  void aFolderWithoutAPackageIsRefused(String description) throws Exception {
    file("mypkg/DESCRIPTION", description);

    assertThat(failure("packages: {local: [mypkg]}\n").code()).isEqualTo("LOCAL_PACKAGE");
  }

  @Test
  void anOwnDockerfileLocksNothing() throws Exception {
    Lock lock = resolve("dockerfile: |\n  FROM x\n  RUN y\n");

    assertThat(lock.base()).isEmpty();
    assertThat(lock.packages()).isEmpty();
  }

  @Test
  void aLockForTheSameSpecIsUsedAndNothingIsAsked() throws Exception {
    Lock first = resolve("packages: {cran: [httr]}\n");
    LockFile.write(first, Files.createDirectories(folder.resolve("files")));
    server.stop(0);

    assertThat(resolve("packages: {cran: [httr]}\n")).isEqualTo(first);
    assertThat(said).contains("using the lock that came with the spec");
  }

  @Test
  void aLockForAnotherSpecIsMadeAnewUnlessThatIsForbidden() throws Exception {
    LockFile.write(
        resolve("packages: {cran: [jsonlite]}\n"),
        Files.createDirectories(folder.resolve("files")));

    assertThat(resolve("packages: {cran: [httr]}\n").packages()).hasSize(3);
    values.put(Key.LOCKED, "true");
    assertThat(failure("packages: {cran: [httr]}\n").code()).isEqualTo("LOCK_OUTDATED");
  }

  @Test
  void nothingIsResolvedWhereALockIsRequired() {
    values.put(Key.LOCKED, "true");

    assertThat(failure("packages: {cran: [httr]}\n").code()).isEqualTo("LOCK_MISSING");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.2/cran/", "https://bioconductor.org.example/"})
  void aLockThatNamesAnotherRepositoryIsRefused(String foreign) throws Exception {
    Lock good = resolve("packages: {cran: [jsonlite]}\n");
    Path files = Files.createDirectories(folder.resolve("files"));
    String text = LockFile.text(good).replace(url() + "/cran/", foreign);
    Files.writeString(files.resolve(LockFile.NAME), text);
    values.remove(Key.BIOCONDUCTOR);

    Failure failure = failure("packages: {cran: [jsonlite]}\n");

    assertThat(failure.code()).isEqualTo("LOCK_FOREIGN");
    assertThat(failure.message()).contains("jsonlite from " + foreign);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example/r-ver:4.2.2", "rocker/other:4.2.2", "rocker/r-ver:4.2.1"})
  void aLockThatBuildsOnAnotherImageIsRefused(String base) throws Exception {
    Lock good = resolve("packages: {cran: [jsonlite]}\n");
    Path files = Files.createDirectories(folder.resolve("files"));
    String text = LockFile.text(good).replace("rocker/r-ver:4.2.2", base);
    Files.writeString(files.resolve(LockFile.NAME), text);

    Failure failure = failure("packages: {cran: [jsonlite]}\n");

    assertThat(failure.code()).isEqualTo("LOCK_FOREIGN");
    assertThat(failure.message()).contains(base, "the spec means rocker/r-ver:4.2.2");
  }

  @ParameterizedTest
  @CsvSource({
    "4.2.2, 4.2.3, is for R 4.2.3",
    "jsonlite, jsonlit, has no jsonlite",
    "1.8.8, 1.8.7, has no jsonlite 1.8.8",
  })
  void aLockThatDoesNotAnswerTheSpecThatItSaysItAnswersIsRefused(
      String good, String bad, String why) throws Exception {
    String lines = "packages: {cran: [jsonlite@1.8.8]}\n";
    Path files = Files.createDirectories(folder.resolve("files"));
    String text = LockFile.text(resolve(lines));
    String field = good.startsWith("4") ? "\"r\" : \"" : "\"";
    Files.writeString(
        files.resolve(LockFile.NAME), text.replace(field + good + "\"", field + bad + "\""));

    Failure failure = failure(lines);

    assertThat(failure.code()).isEqualTo("LOCK_INVALID");
    assertThat(failure.message()).contains(why);
  }

  @Test
  void anOwnDockerfileNeedsNoLock() throws Exception {
    values.put(Key.LOCKED, "true");

    assertThat(resolve("dockerfile: |\n  FROM x\n  RUN y\n").packages()).isEmpty();
  }

  @Test
  void aRepositoryThatDoesNotAnswerMayAnswerLater() {
    server.stop(0);

    Failure failure = failure("packages: {cran: [httr]}\n");

    assertThat(failure.code()).isEqualTo("REPOSITORY_UNREACHABLE");
    assertThat(failure.kind()).isEqualTo(Kind.PASSING);
  }

  private Lock resolve(String lines) throws Exception {
    Settings settings = new Settings(folder, values);
    GitHub gitHub =
        new GitHub(URI.create(url() + "/github"), Optional::empty, folder.resolve("cache/github"));
    Path files = folder.resolve("files");
    return new ResolvePackages(settings, this::base, gitHub)
        .lock(spec(lines), files, files.resolve(LockFile.NAME), said::add);
  }

  private Failure failure(String lines) {
    return catchThrowableOfType(StepFailed.class, () -> resolve(lines)).failure();
  }

  private Spec spec(String lines) throws Exception {
    boolean based =
        lines.contains("base:") || lines.contains("dockerfile:") || lines.contains("r:");
    String text = "name: demo\nimage: demo/x:1\n" + (based ? "" : "r: \"4.2.2\"\n") + lines;
    Path file = Files.writeString(folder.resolve("spec.yaml"), text);
    return SpecReader.read(file, Set.of("standard"), Allowed.EVERYTHING);
  }

  private Base base(ImageReference image) {
    return new Base(image.withDigest(Locks.DIGEST), "4.2.2", "amd64", distribution);
  }

  private void file(String name, String text) throws Exception {
    Path file = folder.resolve("files").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }
}
