package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockFileTest {
  @TempDir Path folder;

  @Test
  void aLockIsTheSameWhenItIsReadAgain() throws Exception {
    LockFile.write(full(), folder);

    assertThat(LockFile.read(folder.resolve("lock.json"))).isEqualTo(full());
  }

  @Test
  void itFollowsItsSchema() throws Exception {
    LockFile.write(full(), folder);
    try (InputStream schema = LockFile.class.getResourceAsStream("lock.schema.json")) {
      JsonSchema rules =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);

      assertThat(rules.validate(Files.readString(folder.resolve("lock.json")), InputFormat.JSON))
          .isEmpty();
    }
  }

  @Test
  void renvTakesEverySourceOfIt() throws Exception {
    LockFile.write(full(), folder);

    try (InputStream golden = LockFileTest.class.getResourceAsStream("golden-renv.lock")) {
      assertThat(folder.resolve("renv.lock"))
          .content()
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** What is replaced in a good lock, and what is said of it then. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"lockVersion\" : 1 | \"lockVersion\" : 2 | lockVersion must be 1",
        "\"name\" : \"curl\" | \"name\" : \"a;b\" | no name of a package: a;b",
        "\"version\" : \"5.2.1\" | \"version\" : \"$(id)\" | curl has no version",
        "https://packages.example/cran/2024-06-13/src | file:///etc | has no archive's URL",
        "https://packages.example | https://user@packages.example | has no archive's URL",
        "/2024-06-13/src | /2024-06-13/../other/src | has no archive's URL",
        "/2024-06-13/src | /2024-06-13/%2e%2e/other/src | has no archive's URL",
        "curl_5.2.1.tar.gz | curl_5.2.1.tar.gz?x | has no archive's URL",
        "\"user\" : \"slipway\" | \"user\" : \"a b\" | hellor has no whole commit",
        "\"base\" : { | \"basis\" : { | basis is no field of a lock",
        "\"md5\" : \"0123456789 | \"md5\" : \"$(id) | has no MD5 sum",
        "\"path\" : \"mypkg\" | \"path\" : \"../../etc\" | mypkg has a path that leads out",
        "\"path\" : \"mypkg\" | \"path\" : \"/etc\" | mypkg has a path that leads out",
        "\"dependencies\" : [ ], | \"dependencies\" : [ \"httr\" ], | comes before a package",
        "libxml2-dev | libxml2-dev;id | no apt package: libxml2-dev;id",
        "bookworm | ../x | base has no codename",
        "\"r\" : \"4.2.2\" | \"r\" : \"x\" | base.r is no version",
        "\"snapshot\" | \"snapshoot\" | snapshoot is no field of a lock (line ",
        "\"version\" : \"5.2.1\" | \"version\" : [ ] | packages[0].version is not what a lock has",
        "\"requested\" : false | \"needed\" : false | packages[0].requested is not what a lock has",
        "\"source\" : \"CRAN\" | \"source\" : \"MOON\" | packages[0].source is not what a lock has",
        "\"source\" : \"LOCAL\" | \"source\" : \"CRAN\" | mypkg does not say where it comes from",
      })
  void whatAStrangerPutsIntoALockIsRefused(String good, String bad, String why) throws Exception {
    LockFile.write(full(), folder);
    Path file = folder.resolve("lock.json");
    String text = Files.readString(file);
    assertThat(text).contains(good);
    Files.writeString(file, text.replace(good, bad));

    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> LockFile.read(file));

    assertThat(failed.failure().code()).isEqualTo("LOCK_INVALID");
    assertThat(failed.failure().kind()).isEqualTo(Kind.LASTING);
    assertThat(failed.failure().message()).contains(why);
  }

  @Test
  void aFileThatIsNoJsonIsSaidWithItsLine() throws Exception {
    Path file = Files.writeString(folder.resolve("lock.json"), "{\n  oops\n}\n");

    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> LockFile.read(file));

    assertThat(failed.failure().message())
        .startsWith("lock.json is not a lock: ")
        .contains("line 2");
  }

  private static Lock full() {
    GitHubCommit commit =
        new GitHubCommit(
            "api.github.com", "slipway", "hello", Optional.of("sub"), "v0.2.0", Locks.SHA);
    return new Locks()
        .dependency("curl", "5.2.1")
        .cran("httr", "1.4.7", "curl")
        .bioconductor("BiocGenerics", "0.44.0")
        .gitHub("hellor", "0.2.0", commit, "httr")
        .local("mypkg", "0.1", "mypkg", "hellor")
        .system("libcurl4-openssl-dev", "curl")
        .system("libxml2-dev")
        .lock();
  }
}
