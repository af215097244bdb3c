package dev.slipway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A work folder in which everything that can be damaged is, found by the next start. */
@ExtendWith(FaultTable.class)
class DamagedWorkIT {
  private static final List<String> NAMES =
      List.of("whole", "torn", "garbled", "flipped", "zeroed", "nospec", "nojournal");
  private static final String NO_ENGINE = "unix:///nonexistent/docker.sock";

  @TempDir static Path folder;

  private static Place place;
  private static Slipway slipway;

  /** Jobs that wait for an engine are killed, damaged, and taken up. */
  @BeforeAll
  static void damage() throws Exception {
    place = new Place(folder);
    try (Child killed =
        Child.of(place).set("slipway.docker.host", NO_ENGINE).set("slipway.workers", "8").run()) {
      for (String name : NAMES) {
        place.drop(
            name + ".yaml",
            Cheap.own(name, "127.0.0.1:5000/it/damaged-" + name + ":1", "build", DOCKERFILE));
      }
      for (String name : NAMES) {
        killed.awaitOutput(job(name).getFileName() + " docker-build");
      }
      killed.kill();
    }
    byte[] journal = Files.readAllBytes(journal("torn"));
    Files.write(journal("torn"), Arrays.copyOf(journal, journal.length - 7));
    overwriteInTheMiddle(journal("garbled"), "#");
    flipALetter(journal("flipped"));
    overwriteInTheMiddle(journal("zeroed"), "\0".repeat(64));
    Files.delete(job("nospec").resolve("spec.yaml"));
    Files.delete(journal("nojournal"));
    junk();
    slipway = Slipway.start(place, Map.of("slipway.workers", "2"));
  }

  private static final String[] DOCKERFILE = {"FROM " + Cheap.PLAIN, "LABEL it=damaged"};

  @AfterAll
  static void stop() throws Exception {
    slipway.close();
    for (String name : NAMES) {
      Shell.run("sh", "-c", "docker rmi 127.0.0.1:5000/it/damaged-" + name + ":1 || :");
    }
  }

  @Test
  @Fault(value = "kill -9 while jobs wait for the engine", expected = "taken up and ended well")
  void aWholeJobIsTakenUp(Seen seen) throws Exception {
    assertThat(ended("whole", seen).get("status").asText()).isEqualTo("succeeded");
  }

  @Test
  @Fault(value = "a journal that is cut in its last line", expected = "taken up and ended well")
  void aTornJournalIsTakenUp(Seen seen) throws Exception {
    assertThat(ended("torn", seen).get("status").asText()).isEqualTo("succeeded");
  }

  @Test
  @Fault(
      value = "a journal with one byte changed in the middle",
      expected = "failed, says that the job is damaged; its file is kept")
  void aGarbledJournalIsReported(Seen seen) throws Exception {
    damaged("garbled", seen);
  }

  @Test
  @Fault(
      value = "a journal with one letter changed, still valid JSON",
      expected = "failed, says that the job is damaged; its file is kept")
  void aChangedLetterIsReported(Seen seen) throws Exception {
    damaged("flipped", seen);
  }

  @Test
  @Fault(
      value = "a journal with a block of zeros in the middle",
      expected = "failed, says that the job is damaged; its file is kept")
  void aZeroedJournalIsReported(Seen seen) throws Exception {
    damaged("zeroed", seen);
  }

  @Test
  @Fault(value = "a job whose spec.yaml is gone", expected = "failed, says that it is damaged")
  void aJobWithoutItsSpecIsReported(Seen seen) throws Exception {
    JsonNode result = resultOf("nospec", seen);

    assertThat(result.get("status").asText()).isEqualTo("failed");
    assertThat(result.at("/failure/message").asText()).isNotEmpty();
  }

  @Test
  @Fault(value = "a job whose journal is gone", expected = "ended once, whichever way")
  void aJobWithoutItsJournalEnds(Seen seen) throws Exception {
    JsonNode result = resultOf("nojournal", seen);

    assertThat(result.get("status").asText()).isIn("failed", "succeeded");
  }

  @Test
  @Fault(
      value = "junk in work/: a file, an empty folder, a link, a half-taken spec",
      expected = "no job comes of it that cannot end; the service runs")
  void junkHoldsNothingUp(Seen seen) throws Exception {
    place.drop("after-junk.yaml", Cheap.rendered("after"));
    seen.note("the next file: " + place.result("after-junk.yaml").get("status").asText());
    seen.note("left in work: " + place.leftovers());

    assertThat(place.work().resolve(".taking-half-20260101-000000-0000")).doesNotExist();
    assertThat(place.work().resolve("note.txt")).exists();
    Path elsewhere = folder.resolve("elsewhere");
    seen.note(
        "behind the link: " + Place.visible(elsewhere).stream().map(Path::getFileName).toList());
    assertThat(Place.visible(elsewhere)).containsExactly(elsewhere.resolve("precious.txt"));
  }

  private static void junk() throws Exception {
    Files.writeString(place.work().resolve("note.txt"), "not a job");
    Files.createDirectory(place.work().resolve("empty-folder"));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("precious.txt"), "not Slipway's");
    Files.createSymbolicLink(place.work().resolve("link-to-elsewhere"), elsewhere);
    Files.createDirectory(place.work().resolve(".taking-half-20260101-000000-0000"));
  }

  private static JsonNode ended(String name, Seen seen) throws Exception {
    return seen.note(place.result(name + ".yaml"));
  }

  private static void damaged(String name, Seen seen) throws Exception {
    JsonNode result = resultOf(name, seen);

    assertThat(result.get("status").asText()).isEqualTo("failed");
    assertThat(result.at("/failure/message").asText() + result.at("/failure/hint").asText())
        .containsIgnoringCase("damaged");
    Path spec = place.outbox(result).resolve("spec.yaml");
    assertThat(Files.readString(spec)).contains("name: " + name);
    assertThat(journals(result)).isNotEmpty();
  }

  /** The damaged journal, whatever it is called now, is kept for whoever wants to know. */
  private static List<Path> journals(JsonNode result) throws Exception {
    return Place.visible(place.outbox(result)).stream()
        .filter(path -> path.getFileName().toString().contains("journal"))
        .toList();
  }

  /** By the job's id, for a damaged journal does not say what the spec was called. */
  private static JsonNode resultOf(String name, Seen seen) throws Exception {
    Place.await("a result of " + name, () -> !withId(name).isEmpty());
    assertThat(withId(name)).hasSize(1);
    return seen.note(withId(name).get(0));
  }

  private static List<JsonNode> withId(String name) throws java.io.IOException {
    return place.results().stream()
        .filter(result -> result.get("job").asText().startsWith(name + "-"))
        .toList();
  }

  private static Path job(String name) throws Exception {
    Place.await("a job of " + name, () -> place.jobs().stream().anyMatch(job -> is(job, name)));
    return place.jobs().stream().filter(job -> is(job, name)).findFirst().orElseThrow();
  }

  private static boolean is(Path job, String name) {
    return job.getFileName().toString().startsWith(name + "-");
  }

  private static Path journal(String name) throws Exception {
    return job(name).resolve("journal.jsonl");
  }

  private static void overwriteInTheMiddle(Path file, String with) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    byte[] written = with.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(written, 0, bytes, bytes.length / 2, written.length);
    Files.write(file, bytes);
  }

  /** Still JSON, and still an event. */
  private static void flipALetter(Path file) throws Exception {
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("resolve-packages", "resolve-packagez"));
  }
}
